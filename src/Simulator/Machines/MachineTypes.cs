using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Simulator.Machines;

/// <summary>The types that the machines have of their own, an enumeration of modes and a structure for a finished cycle, and the variable that has the last of those.</summary>
internal sealed class MachineTypes
{
    private const string ReportPath = "Cycle/Report";

    private readonly DataTypeDescription _mode;
    private readonly DataTypeDescription _report;
    private readonly DataTypeTable _types;
    private readonly VariableNode _node;
    private uint _cycles;
    private double _since;

    public MachineTypes(AddressSpace space, FolderTree folders, ushort index)
    {
        _mode = new DataTypeDescription
        {
            Id = new NodeId("MachineMode", index),
            Name = new QualifiedName(index, "MachineMode"),
            BuiltIn = BuiltInType.Int32,
            Enumeration = new EnumDefinition([.. Enum.GetValues<MachineMode>().Select(mode => new EnumField((long)mode, $"{mode}", new LocalizedText(null, $"{mode}")))]),
        };
        _report = new DataTypeDescription
        {
            Id = new NodeId("CycleReport", index),
            Name = new QualifiedName(index, "CycleReport"),
            BuiltIn = BuiltInType.ExtensionObject,
            Structure = new StructureDefinition
            {
                DefaultEncodingId = new NodeId("CycleReport.DefaultBinary", index),
                BaseDataType = new NodeId((uint)BuiltInType.ExtensionObject),
                Fields = [Field("Number", BuiltInType.UInt32), Field("Seconds", BuiltInType.Double), new StructureField { Name = "Mode", DataType = _mode.Id }, Field("Finished", BuiltInType.DateTime)],
            },
        };
        _types = DataTypeTable.Standard.With([_mode, _report]);
        space.AddDataType(_mode);
        space.AddDataType(_report);
        var (folder, id, name) = folders.Place(ReportPath);
        _node = space.AddVariable(folder, id, name, _report.Id, new DataValue(Variant.Null, StatusCode.BadWaitingForInitialData));
    }

    /// <summary>The modes' texts by their numbers.</summary>
    public NodeId Mode => _mode.Id;

    /// <summary>Tells of a cycle when one is finished.</summary>
    public void Follow(Pulse pulse)
    {
        if (pulse.Cycles == _cycles)
        {
            return;
        }

        var now = UaDateTime.From(pulse.Now);
        var report = new UaStructure(
            _report,
            [
                new UaField("Number", Variant.Of(pulse.Cycles), _report),
                new UaField("Seconds", Variant.Of(Math.Round(pulse.Seconds - _since, 3)), _report),
                new UaField("Mode", Variant.Of((int)pulse.Mode), _mode),
                new UaField("Finished", Variant.Of(now), _report),
            ]);
        _node.Set(new DataValue(Variant.Of(StructureCodec.Encode(report, _types)), StatusCode.Good, now, now));
        (_cycles, _since) = (pulse.Cycles, pulse.Seconds);
    }

    private static StructureField Field(string name, BuiltInType type) => new() { Name = name, DataType = new NodeId((uint)type) };
}
