using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Who the gateway is towards machines, and which machines it trusts.</summary>
/// <param name="KeyLog">Null, as by default: no keys are written down.</param>
/// <param name="Limits">Where it is kept what machines were found to bear.</param>
internal sealed record OpcUaIdentity(OwnCertificates Certificates, TrustFolder Trust, string ApplicationUri, KeyLog? KeyLog = null, ILimitMemory? Limits = null);
