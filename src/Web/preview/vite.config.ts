import { defineConfig, mergeConfig, type ConfigEnv } from 'vite';
import pages from '../vite.config';
import { inventedPlatform } from './plugin';

export default defineConfig((env: ConfigEnv) => mergeConfig(pages(env), { plugins: [inventedPlatform()] }));
