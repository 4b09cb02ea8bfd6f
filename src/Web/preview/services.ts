// The platform's services over invented machines.
import { Code, ConnectError, createConnectRouter, type ConnectRouter, type HandlerContext } from '@connectrpc/connect';
import { createFetchHandler } from '@connectrpc/connect/protocol';
import { AppService } from '../.generated/api/industrial/gateway/v1/apps_pb';
import { CatalogService } from '../.generated/api/industrial/gateway/v1/catalog_pb';
import { LineService } from '../.generated/api/industrial/gateway/v1/line_pb';
import { Period, PilotKind, PilotService, ValueOrigin } from '../.generated/api/industrial/gateway/v1/pilot_pb';
import { TelemetryService } from '../.generated/api/industrial/gateway/v1/telemetry_pb';
import { batchOf, declarations, gateway, machines, pastOf } from './plant';

const timeOf = (ms: number) => ({ seconds: BigInt(Math.floor(ms / 1000)), nanos: (Math.floor(ms) % 1000) * 1_000_000 });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function routes(router: ConnectRouter): void {
  router.service(LineService, {
    async *watchLine(_, context: HandlerContext) {
      for (let second = 0; !context.signal.aborted; second++) {
        const figures = {
          storedPerSecond: 2400 + 300 * Math.sin(second / 6) + 40 * Math.random(),
          stored: 18_446_744_073n + BigInt(second * 2400),
          lost: 0n,
          latencyP50: { seconds: 0n, nanos: 1_900_000 },
          latencyP99: { seconds: 0n, nanos: 8_400_000 },
          backlogRecords: BigInt(12 + (second % 5)),
          backlogBytes: BigInt(18_200 + second),
          points: declarations.length,
        };
        yield { time: timeOf(Date.now()), total: figures, gateways: [{ gateway, connected: true, figures, roundTrip: { seconds: 0n, nanos: 14_000_000 } }] };
        await pause(1000);
      }
    },
  });
  router.service(CatalogService, {
    listEquipment: () => ({
      equipment: machines.map((machine, index) => ({
        name: `${gateway}/equipment/${machine.name}`,
        gateway,
        displayName: machine.title,
        connected: index !== 2,
        pointCount: declarations.filter((each) => each.equipment === machine.name).length,
      })),
    }),
  });
  router.service(TelemetryService, {
    async *subscribe(_, context: HandlerContext) {
      yield { declarations, batch: batchOf(Date.now(), () => true), snapshotComplete: true };
      while (!context.signal.aborted) {
        await pause(250);
        yield { batch: batchOf(Date.now(), (alias) => alias % 3 !== 0 || Math.random() < 0.05) };
      }
    },
    listSamples: (request) => {
      const declaration = declarations.find((each) => each.path === request.point);
      if (!declaration) {
        throw new ConnectError(`${request.point} is not known.`, Code.NotFound);
      }

      return pastOf(declaration, Number(request.startTime?.seconds ?? 0n) * 1000, Date.now());
    },
  });
  router.service(PilotService, {
    listPilots: () => ({
      pilots: [
        {
          name: 'pilots/retrofit', kind: PilotKind.ENTERPRISE_RETROFIT, indicator: 'indicators/connected',
          titles: { 'zh-CN': '青州装备制造数字化改造试点', en: 'Qingzhou equipment makers, digital retrofit' },
          value: 0.75, target: 0.9, origin: ValueOrigin.MEASURED, numerator: 3n, denominator: 4n, dueTime: timeOf(Date.UTC(2026, 11, 31)),
        },
        {
          name: 'pilots/apps', kind: PilotKind.INDUSTRIAL_APP, indicator: 'indicators/active_keys',
          titles: { 'zh-CN': '工业APP应用试点', en: 'Industrial apps in use' }, target: 5, origin: ValueOrigin.MEASURED,
        },
      ],
    }),
    listIndicators: () => ({ indicators }),
    queryIndicatorValues: (request) => {
      const length = request.period === Period.MINUTE ? 60_000 : request.period === Period.HOUR ? 3_600_000 : 86_400_000;
      const start = Math.floor(Date.now() / length) * length;
      const subjects = [gateway, ...machines.map((machine) => `${gateway}/equipment/${machine.name}`)];
      return {
        values: subjects.flatMap((subject, row) =>
          indicators.slice(0, 5).map((indicator, column) => ({
            indicator: indicator.name, subject, periodStart: timeOf(start), periodEnd: timeOf(start + length), origin: ValueOrigin.MEASURED,
            provisional: request.period !== Period.MINUTE,
            ...(row === 3 && column > 0 ? {} : { value: column === 4 ? 0.0084 + row / 1000 : column === 0 ? Number(row !== 3) : 1 - row / 400 - column / 900 }),
          })),
        ),
      };
    },
  });
  router.service(AppService, {
    listAppKeys: () => ({
      keys: [
        { name: 'keys/demo0001', displayName: '能耗看板', scopes: ['telemetry.read', 'history.read'], lastUsedTime: timeOf(Date.now() - 4000) },
        { name: 'keys/demo0002', displayName: 'maintenance', scopes: ['catalog.read'] },
      ],
    }),
    getAppUsage: (request) => {
      if (request.key.endsWith('2')) {
        throw new ConnectError('not counted yet', Code.NotFound);
      }

      return { calls: 1284n, samplesRead: 9_007_199_254_740_993n, refused: 3n };
    },
  });
}

const titled = (code: string, zh: string, en: string, unit = '1', higherIsBetter = true) => ({
  name: `indicators/${code}`, titles: { 'zh-CN': zh, en }, unit, higherIsBetter, formulas: { 'zh-CN': zh, en },
});

const indicators = [
  titled('connected', '联网率', 'Connected'),
  titled('completeness', '完整率', 'Completeness'),
  titled('timeliness', '及时率', 'Timeliness'),
  titled('availability', '可用率', 'Availability'),
  titled('latency_p99', '端到端 p99', 'End to end p99', 's', false),
  titled('active_keys', '活跃应用', 'Active apps', '{key}'),
];

const router = createConnectRouter({ connect: false, grpc: false });
routes(router);

/** By path, e.g. "/industrial.gateway.v1.LineService/WatchLine". */
export const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, createFetchHandler(handler)]));
