namespace IndustrialGateway.Cli.Fakes;

/// <summary>Compares what was printed with how it should look, line by line and without the blanks at the ends.</summary>
internal static class Golden
{
    public static void Equal(string expected, string printed) => Assert.Equal(Lines(expected), Lines(printed));

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
}
