// The platform's services over gRPC-Web, from the page's own origin; the session travels as its cookie.
import { createClient } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { AppService } from '$api/apps_pb';
import { CatalogService } from '$api/catalog_pb';
import { LineService } from '$api/line_pb';
import { PilotService } from '$api/pilot_pb';
import { TelemetryService } from '$api/telemetry_pb';

const transport = createGrpcWebTransport({ baseUrl: location.origin });

export const apps = createClient(AppService, transport);
export const catalog = createClient(CatalogService, transport);
export const line = createClient(LineService, transport);
export const pilots = createClient(PilotService, transport);
export const telemetry = createClient(TelemetryService, transport);
