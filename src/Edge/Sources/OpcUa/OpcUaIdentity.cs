using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Who the gateway is towards machines, and which machines it trusts.</summary>
/// <param name="KeyLog">Null, as by default: no keys are written down.</param>
/// <param name="Limits">Where it is kept what machines were found to bear.</param>
/// <param name="Listeners">Where machines call that have it in their options.</param>
internal sealed record OpcUaIdentity(OwnCertificates Certificates, TrustFolder Trust, string ApplicationUri, KeyLog? KeyLog = null, ILimitMemory? Limits = null, ReverseListeners? Listeners = null, string? MemoryFolder = null);
