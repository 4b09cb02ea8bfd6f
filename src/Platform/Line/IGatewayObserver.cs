using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Line;

/// <summary>Hears what gateways say of themselves; called on the stream's thread, so do not wait.</summary>
internal interface IGatewayObserver
{
    /// <summary>A gateway has sent its own counters.</summary>
    void Told(GatewayEntry gateway, GatewayState state);

    /// <summary>A stream of the gateway began (true) or ended (false); there may be several.</summary>
    void ConnectionChanged(GatewayEntry gateway, bool isConnected);
}
