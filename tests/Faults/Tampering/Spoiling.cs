using System.Globalization;

namespace IndustrialGateway.Faults.Tampering;

/// <summary>One way in which files go bad while nobody has them open.</summary>
/// <param name="Name">For people.</param>
/// <param name="Apply">Does it to a buffer's folder; null when the folder has no file for it.</param>
internal sealed record Spoiling(string Name, Func<string, Random, string?> Apply)
{
    private const int Page = 4096;

    /// <summary>Where the files of a buffer lie below its folder, and which.</summary>
    private static readonly (string Folder, string Pattern)[] Kinds =
    [
        ("process", "*.log"), ("process", "cursor"), ("process", "epoch"), ("points", "*.log"), ("points-copy", "*.log"),
        ("points", "epoch"), ("identity", "*.log"), ("identity", "cursor"), ("alarm", "*.log"), ("diagnostic", "cursor"),
    ];

    /// <summary>F10: a bit of each kind of file.</summary>
    public static IReadOnlyList<Spoiling> Flips { get; } =
        [.. Kinds.Select(kind => new Spoiling($"bit in {kind.Folder}/{kind.Pattern}", (buffer, random) => OnOne(buffer, kind, random, FlipBit)))];

    /// <summary>F11: whole files and pages.</summary>
    public static IReadOnlyList<Spoiling> Files { get; } =
    [
        .. Kinds.Select(kind => new Spoiling($"cut {kind.Folder}/{kind.Pattern}", (buffer, random) => OnOne(buffer, kind, random, Cut))),
        .. Kinds.Select(kind => new Spoiling($"zero page in {kind.Folder}/{kind.Pattern}", (buffer, random) => OnOne(buffer, kind, random, ZeroPage))),
        .. Kinds.Select(kind => new Spoiling($"empty {kind.Folder}/{kind.Pattern}", (buffer, random) => OnOne(buffer, kind, random, Empty))),
        .. Kinds.Select(kind => new Spoiling($"delete {kind.Folder}/{kind.Pattern}", (buffer, random) => OnOne(buffer, kind, random, Delete))),
        new("double a segment", (buffer, random) => OnOne(buffer, Kinds[0], random, Double)),
        new("exchange two segments", Exchange),
    ];

    private static string? OnOne(string buffer, (string Folder, string Pattern) kind, Random random, Func<string, Random, string> spoil)
    {
        var files = Directory.GetFiles(Path.Combine(buffer, kind.Folder), kind.Pattern).Order(StringComparer.Ordinal).ToList();
        return files.Count == 0 ? null : spoil(files[random.Next(files.Count)], random);
    }

    private static string FlipBit(string path, Random random)
    {
        var bytes = File.ReadAllBytes(path);
        var at = random.Next(Used(bytes));
        bytes[at] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(path, bytes);
        return Words($"a bit of byte {at}");
    }

    private static string Cut(string path, Random random)
    {
        using var file = File.OpenWrite(path);
        var length = random.NextInt64(file.Length);
        file.SetLength(length);
        return Words($"to {length} bytes");
    }

    private static string ZeroPage(string path, Random random)
    {
        var bytes = File.ReadAllBytes(path);
        var at = random.Next(Used(bytes)) / Page * Page;
        bytes.AsSpan(at, Math.Min(Page, bytes.Length - at)).Clear();
        File.WriteAllBytes(path, bytes);
        return Words($"at {at}");
    }

    private static string Empty(string path, Random random)
    {
        File.WriteAllBytes(path, []);
        return Path.GetFileName(path);
    }

    private static string Delete(string path, Random random)
    {
        File.Delete(path);
        return Path.GetFileName(path);
    }

    private static string Double(string path, Random random)
    {
        var name = long.Parse(Path.GetFileNameWithoutExtension(path).Split('-')[0], CultureInfo.InvariantCulture) + random.Next(1, 1000);
        File.Copy(path, Path.Combine(Path.GetDirectoryName(path)!, name.ToString("d20", CultureInfo.InvariantCulture) + ".log"));
        return Path.GetFileName(path);
    }

    private static string? Exchange(string buffer, Random random)
    {
        var files = Directory.GetFiles(Path.Combine(buffer, "process"), "*.log").Order(StringComparer.Ordinal).ToList();
        if (files.Count < 2)
        {
            return null;
        }

        var first = random.Next(files.Count - 1);
        File.Move(files[first], files[first] + ".away");
        File.Move(files[first + 1], files[first]);
        File.Move(files[first] + ".away", files[first + 1]);
        return Path.GetFileName(files[first]);
    }

    /// <summary>What a segment has reserved and not written is no place for damage: it lies in what is used.</summary>
    private static int Used(byte[] bytes) => Math.Max(1, bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1);

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
