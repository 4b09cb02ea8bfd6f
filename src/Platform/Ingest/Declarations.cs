using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using DataType = IndustrialGateway.Model.DataType;
using ValueKind = IndustrialGateway.Model.ValueKind;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Checks what a gateway declares, before it becomes part of the catalogue.</summary>
internal static class Declarations
{
    private const int MaxPath = 512;
    private const int MaxText = 1_024;

    /// <summary>
    /// The declarations after those already known; null when there is a hole before them, so that they are to be asked
    /// for. Refuses one that contradicts itself or what was declared before.
    /// </summary>
    public static List<DeclaredPoint>? Read(PointDeclarations message, EpochAliases known, uint maxAliases)
    {
        var fresh = new List<DeclaredPoint>(message.Points.Count);
        var expected = known.Count + 1;
        for (var i = 0; i < message.Points.Count; i++)
        {
            var point = Read(message.Points[i], $"points.points[{i}]");
            if (point.Shape.Alias < expected)
            {
                RefuseRedefinition(point.Shape, known, fresh);
                continue;
            }

            if (point.Shape.Alias > maxAliases)
            {
                throw RefusalException.ResourceExhausted("TOO_MANY_ALIASES", $"An epoch has at most {maxAliases} aliases.");
            }

            if (point.Shape.Alias > expected)
            {
                return null;
            }

            fresh.Add(point);
            expected++;
        }

        return fresh;
    }

    private static DeclaredPoint Read(PointDeclaration declaration, string field)
    {
        if (declaration.DecimalPlaces > PointShape.MaxDecimalPlaces || (uint)declaration.Kind > byte.MaxValue
            || (uint)declaration.DataType > byte.MaxValue)
        {
            throw RefusalException.InvalidField(field, "has a kind, type or number of places that does not exist");
        }

        var shape = new PointShape(
            declaration.Alias, (ValueKind)declaration.Kind, (byte)declaration.DecimalPlaces,
            (DataType)declaration.DataType, declaration.ValueRank);
        if (!shape.IsConsistent)
        {
            throw RefusalException.InvalidField(field, $"{shape.Kind} does not go with {shape.DataType}, rank {shape.ValueRank}");
        }

        CheckPath(declaration.Path, $"{field}.path");
        CheckKey(declaration.Equipment, $"{field}.equipment");
        CheckText(declaration.Unit, MaxText, $"{field}.unit");
        CheckText(declaration.SourceAddress, 2 * MaxText, $"{field}.source_address");
        CheckText(declaration.DisplayName, MaxText, $"{field}.display_name");
        return new DeclaredPoint(shape, new PointDescription
        {
            Path = declaration.Path,
            Unit = declaration.Unit,
            SourceAddress = declaration.SourceAddress,
            DisplayName = declaration.DisplayName,
            Equipment = declaration.Equipment,
            DataType = shape.DataType,
            ValueRank = shape.ValueRank,
            EnumTexts = ReadTexts(declaration, $"{field}.enum_texts"),
        });
    }

    private static EnumTexts ReadTexts(PointDeclaration declaration, string field)
    {
        if (declaration.EnumTexts.Count > EnumTexts.MaxTexts)
        {
            throw RefusalException.InvalidField(field, $"must be at most {EnumTexts.MaxTexts}");
        }

        foreach (var text in declaration.EnumTexts)
        {
            CheckText(text.Field, EnumTexts.MaxLetters, field);
            CheckText(text.Text, EnumTexts.MaxLetters, field);
        }

        return EnumTexts.Of(declaration.EnumTexts.Select(text => new Model.EnumText(text.Field, text.Value, text.Text)));
    }

    private static void RefuseRedefinition(PointShape shape, EpochAliases known, List<DeclaredPoint> fresh)
    {
        var before = known.Find(shape.Alias) ?? fresh[(int)(shape.Alias - known.Count) - 1].Shape;
        if (before != shape)
        {
            throw RefusalException.InvalidField("points", $"alias {shape.Alias} is {before} and cannot become {shape}");
        }
    }

    private static void CheckPath(string path, string field)
    {
        CheckText(path, MaxPath, field);
        if (path.Length == 0 || path.Split('/').Any(segment => segment.Length == 0))
        {
            throw RefusalException.InvalidField(field, "must be segments with a slash between them");
        }
    }

    private static void CheckKey(string key, string field)
    {
        CheckText(key, MaxPath, field);
        if (key.Contains('/'))
        {
            throw RefusalException.InvalidField(field, "must not contain a slash");
        }
    }

    private static void CheckText(string text, int maxLength, string field)
    {
        if (text.Length > maxLength || text.Any(char.IsControl))
        {
            throw RefusalException.InvalidField(field, $"must have at most {maxLength} letters, none of them a control character");
        }
    }
}
