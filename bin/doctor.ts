#!/usr/bin/env node
/** Runs before `npm start` and `npm test`: no ffmpeg, no videos. */
import { ensureFfmpeg, ensureFfmpegDeps } from '../gpu-worker/media/video/ffmpeg/ensure-ffmpeg.ts';

if (!(await ensureFfmpeg(ensureFfmpegDeps(process.env)))) process.exitCode = 1;
