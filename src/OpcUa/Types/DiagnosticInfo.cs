namespace IndustrialGateway.OpcUa.Types;

/// <summary>Vendor diagnostics of one operation; the numbers index the response's string table, -1 is none (Part 4 §7.12).</summary>
public sealed record DiagnosticInfo
{
    public int SymbolicId { get; init; } = -1;

    public int NamespaceUri { get; init; } = -1;

    public int Locale { get; init; } = -1;

    public int LocalizedText { get; init; } = -1;

    public string? AdditionalInfo { get; init; }

    public StatusCode InnerStatusCode { get; init; }

    public DiagnosticInfo? Inner { get; init; }
}
