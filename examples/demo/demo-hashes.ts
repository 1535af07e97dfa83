/**
 * SHA-256 of what the demo draws: the raw RGB frames in order, the sound's little-endian samples, every 25th frame, the
 * photo's pixels.
 */
export const demoHashes = {
  frames: '35312f4dcac551c6faeb07b0a8e3b728a666a99a0fb0af55510bbbacbf90229f',
  sound: '089ba5eef8669bafbb4f2f401081526b48761d98d29fbbf46efff9266f16e4ad',
  someFrames: '4becba11719305ac54d0ffc09c0327df3c706d11515396358df10f1ae4135434',
  photo: 'e1fa0301b5b81312d8986572d0644da6bc347928c9b8fadf5a8aaadf032beb9c',
} as const;
