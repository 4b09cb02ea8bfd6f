namespace IndustrialGateway.OpcUa.Security;

/// <summary>A refusal in plain words: what most often causes it, and what to do about it at which side.</summary>
/// <param name="Cause">The likely cause.</param>
/// <param name="Here">What to do at this application, the client; empty when nothing helps here.</param>
/// <param name="There">What to do at the server; empty when nothing helps there.</param>
public sealed record SecurityExplanation(string Cause, string Here, string There)
{
    /// <summary>What to do, in one or two sentences.</summary>
    public string Advice => string.Join(' ', new[] { Said("Here: ", Here), Said("At the server: ", There) }.Where(text => text.Length > 0));

    public override string ToString() => $"{Cause} {Advice}";

    private static string Said(string where, string what) => what.Length == 0 ? "" : where + what;
}
