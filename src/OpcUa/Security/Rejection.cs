using System.Text.Json;
using System.Text.Json.Serialization;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>When and why a certificate was refused.</summary>
/// <param name="First">The first time that is remembered.</param>
/// <param name="Last">The last time, to a minute.</param>
/// <param name="Peer">Whose it was: "server", "client" or "user".</param>
/// <param name="Status">The number of the OPC UA status, e.g. 0x801A0000.</param>
/// <param name="Reason">The same in words.</param>
public sealed record Rejection(DateTimeOffset First, DateTimeOffset Last, string Peer, uint Status, string Reason)
{
    /// <summary>The status by its name, e.g. BadCertificateUntrusted.</summary>
    [JsonIgnore]
    public string StatusName => new StatusCode(Status).ToString();

    /// <summary>Approving helps: the only fault is that nobody has trusted the certificate yet.</summary>
    [JsonIgnore]
    public bool IsForWantOfTrust => new StatusCode(Status) == StatusCode.BadCertificateUntrusted;

    internal void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file's path has a folder
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, RejectionJson.Default.Rejection));
    }

    internal static Rejection? TryRead(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= RejectedFolder.MaxNoteLength
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), RejectionJson.Default.Rejection)
                : null;
        }
        catch (Exception failure) when (failure is IOException or JsonException or UnauthorizedAccessException)
        {
            return null; // a note that cannot be read is no reason to fail
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Rejection))]
internal sealed partial class RejectionJson : JsonSerializerContext;
