/** A track on its way into a file. */
export interface Lane<Packet extends { readonly timestamp: number }> {
  /** In decode order. */
  readonly packets: AsyncIterator<Packet>;
  readonly add: (packet: Packet, isFirst: boolean) => Promise<void>;
}

/**
 * Empties all lanes, always taking the packet that is played first, so that sound and picture of one moment lie
 * together in the file. Holds one packet a lane.
 * @throws the signal's reason when it fired
 */
export async function writeInterleaved<Packet extends { readonly timestamp: number }>(
  lanes: readonly Lane<Packet>[],
  signal?: AbortSignal,
): Promise<void> {
  const heads: { readonly lane: Lane<Packet>; packet: Packet; isFirst: boolean }[] = [];
  for (const lane of lanes) {
    const { done, value } = await lane.packets.next();
    if (done !== true) heads.push({ lane, packet: value, isFirst: true });
  }
  for (;;) {
    signal?.throwIfAborted();
    let [earliest] = heads;
    for (const head of heads) {
      if (earliest === undefined || head.packet.timestamp < earliest.packet.timestamp) earliest = head;
    }
    if (earliest === undefined) return;
    await earliest.lane.add(earliest.packet, earliest.isFirst);
    const { done, value } = await earliest.lane.packets.next();
    if (done === true) heads.splice(heads.indexOf(earliest), 1);
    else {
      earliest.packet = value;
      earliest.isFirst = false;
    }
  }
}
