namespace IndustrialGateway.LinkEmulator.Control;

/// <summary>Obeys lines, each with one line of JSON for an answer.</summary>
internal interface ICommands
{
    /// <summary>Whether it was told to quit.</summary>
    bool IsOver { get; }

    string Answer(string line);
}
