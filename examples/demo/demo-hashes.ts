/**
 * SHA-256 of what the demo draws: the raw RGB frames in order, the sound's little-endian samples, every 25th frame, the
 * photo's pixels.
 */
export const demoHashes = {
  frames: '35312f4dcac551c6faeb07b0a8e3b728a666a99a0fb0af55510bbbacbf90229f',
  sound: '089ba5eef8669bafbb4f2f401081526b48761d98d29fbbf46efff9266f16e4ad',
  someFrames: '4becba11719305ac54d0ffc09c0327df3c706d11515396358df10f1ae4135434',
  photo: '8f9e592cc12c0a2919d0ae2c8ca1e89e2b77e0fa673976fd754ed8ec0d5c63a2',
} as const;
