import { describe, expect, it } from 'vitest';
import { demoHashes } from '../../../../examples/demo/demo-hashes.ts';
import { demoFaces, drawDemoClip, drawDemoFrame, drawDemoPhoto } from '../../../../examples/demo/draw-demo-clip.ts';
import { soundBytes } from '../../../../examples/demo/encode-demo-clip.ts';
import { turnSine } from '../../../../examples/demo/turn-wave.ts';
import { sha256Of } from '../../../helpers/files/sha256-of.ts';

describe('the demo drawing', () => {
  it('draws the same frames and photo everywhere', { timeout: 60_000 }, () => {
    const frames = [0, 25, 50, 75, 100, 125].map((index) => drawDemoFrame(index).data);
    expect(sha256Of(frames)).toBe(demoHashes.someFrames);
    expect(sha256Of([drawDemoPhoto().data])).toBe(demoHashes.photo);
  });

  it('plays the same sound everywhere, exactly as long as the frames, never clipped', () => {
    const { sound, soundRate, frameCount, frameRate } = drawDemoClip();
    const samples = sound();
    expect(sha256Of([soundBytes(samples)])).toBe(demoHashes.sound);
    expect(samples.length).toBe((frameCount / frameRate) * soundRate);
    const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(peak).toBeGreaterThan(8_000);
    expect(peak).toBeLessThan(32_000);
  });

  it('keeps every face inside the picture and the faces apart', () => {
    const { frameCount, width, height } = drawDemoClip();
    for (let index = 0; index < frameCount; index += 1) {
      const faces = demoFaces(index);
      const points = faces.flatMap((face) => face.points);
      expect(points.every(([x, y]) => x > 20 && x < width - 20 && y > 20 && y < height - 20)).toBe(true);
      const noses = faces.map((face) => face.points[2]?.[0] ?? 0);
      expect(Math.min(...noses.slice(1).map((x, i) => x - (noses[i] ?? 0)))).toBeGreaterThan(250);
    }
  });

  it('has a sine close to the sine', () => {
    for (let turns = -2; turns < 2; turns += 0.001) {
      expect(Math.abs(turnSine(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(4e-6);
    }
  });
});
