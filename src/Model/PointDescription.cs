namespace IndustrialGateway.Model;

/// <summary>What the edge knows of a point beside its values (values.proto, PointDeclaration).</summary>
public sealed record PointDescription
{
    /// <summary>What <see cref="SourceAddress"/> begins with where the gateway measures the values itself, e.g. how far clocks are apart.</summary>
    public const string GatewaysOwn = "gateway:";

    /// <summary>Stable identity, e.g. <c>press-03/hydraulics/pressure</c>; unique within the gateway.</summary>
    public required string Path { get; init; }

    /// <summary>UCUM, e.g. <c>bar</c>.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Where it comes from, e.g. <c>opcua:press-03;nsu=urn:maker:press;s=Hydraulics.Pressure</c>.</summary>
    public string SourceAddress { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary>The machine it belongs to, unique within the gateway.</summary>
    public string Equipment { get; init; } = "";

    /// <summary>What the source says its type is; Null = find out from the values.</summary>
    public DataType DataType { get; init; }

    /// <summary>What the source says its OPC UA ValueRank is.</summary>
    public int ValueRank { get; init; } = -1;

    /// <summary>Which of the gateway's logs its values go through.</summary>
    public DataClass Class { get; init; }

    /// <summary>What its numbers mean, where the source tells.</summary>
    public EnumTexts EnumTexts { get; init; } = EnumTexts.None;
}

/// <summary>One alias and the point it stands for.</summary>
public sealed record DeclaredPoint(PointShape Shape, PointDescription Description);
