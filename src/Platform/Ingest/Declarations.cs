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
    /// <param name="message">What the gateway sent.</param>
    /// <param name="known">The aliases of its epoch.</param>
    /// <param name="points">Tells which point a known alias is.</param>
    /// <param name="maxAliases">An epoch has no more.</param>
    public static List<DeclaredPoint>? Read(PointDeclarations message, EpochAliases known, PointCatalogue points, uint maxAliases)
    {
        var fresh = new List<DeclaredPoint>(message.Points.Count);
        var count = known.Count;
        var expected = count + 1;
        for (var i = 0; i < message.Points.Count; i++)
        {
            var point = Read(message.Points[i], $"points.points[{i}]");
            if (point.Shape.Alias < expected)
            {
                var before = point.Shape.Alias <= count
                    ? Declared(known.Entry(point.Shape.Alias)!, points)
                    : Told(fresh[(int)(point.Shape.Alias - count) - 1]);
                RefuseRedefinition(before, Told(point));
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

    private static (PointShape Shape, string? Path) Told(DeclaredPoint point) => (point.Shape, point.Description.Path);

    private static (PointShape Shape, string? Path) Declared(AliasEntry alias, PointCatalogue points) =>
        (alias.Shape, points.FindPoint(alias.PointId)?.Path);

    private static void RefuseRedefinition((PointShape Shape, string? Path) before, (PointShape Shape, string? Path) now)
    {
        if (before != now)
        {
            throw RefusalException.InvalidField(
                "points", $"alias {now.Shape.Alias} is {before.Path}, {before.Shape}, and cannot become {now.Path}, {now.Shape}");
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
