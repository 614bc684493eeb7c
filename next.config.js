/** @type {import('next').NextConfig} */
export default {
  distDir: process.env.ROTA_DIST_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ['pg', 'pino', 'ldapts', '@prisma/client', '@prisma/adapter-pg'],
  experimental: { serverActions: { bodySizeLimit: '5mb' } },
  // npm run check is where types are checked.
  typescript: { ignoreBuildErrors: true },
  rewrites: async () => [
    { source: '/healthz', destination: '/api/healthz' },
    { source: '/readyz', destination: '/api/readyz' },
  ],
};
