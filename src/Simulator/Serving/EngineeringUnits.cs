using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Simulator.Serving;

/// <summary>Says a variable's unit as an EUInformation in its property EngineeringUnits (OPC 10000-8 §5.6.3).</summary>
internal static class EngineeringUnits
{
    private const string UnitsUri = "http://www.opcfoundation.org/UA/units/un/cefact";
    private const int NoCommonCode = -1;

    private static readonly NodeId EuInformationBinary = new(889u);

    public static void Add(AddressSpace space, Node variable, string unit)
    {
        var id = new NodeId($"{variable.Id.Text}.EngineeringUnits", variable.Id.NamespaceIndex);
        space.AddProperty(variable, id, "EngineeringUnits", BuiltInType.ExtensionObject, Variant.Of(Information(unit)));
    }

    private static ExtensionObject Information(string unit)
    {
        using var body = new PooledBufferWriter();
        var writer = new UaWriter(body);
        writer.WriteString(UnitsUri);
        writer.WriteInt32(NoCommonCode);
        writer.WriteLocalizedText(new LocalizedText(null, unit));
        writer.WriteLocalizedText(new LocalizedText(null, unit));
        writer.Flush();
        return new ExtensionObject(EuInformationBinary, ExtensionBody.Binary, body.WrittenSpan.ToArray());
    }
}
