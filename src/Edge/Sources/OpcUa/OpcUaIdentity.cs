using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Who the gateway is towards machines, and which machines it trusts.</summary>
internal sealed record OpcUaIdentity(ApplicationCertificate Certificate, TrustFolder Trust, string ApplicationUri);
