namespace IndustrialGateway.OpcUa.Types;

/// <summary>The range of an analog value: the structure Range of the properties EURange and InstrumentRange (Part 8 §5.6.2).</summary>
public readonly record struct ValueRange(double Low, double High);

/// <summary>The unit of a value: the structure EUInformation of the property EngineeringUnits (Part 8 §5.6.4.2).</summary>
/// <param name="NamespaceUri">Who numbered the units, mostly <c>http://www.opcfoundation.org/UA/units/un/cefact</c>.</param>
/// <param name="UnitId">-1 when the organisation has no number for it.</param>
/// <param name="DisplayName">e.g. <c>°C</c>.</param>
public sealed record EngineeringUnits(string? NamespaceUri, int UnitId, LocalizedText DisplayName, LocalizedText Description = default);
