using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>Keeps the last hundred certificates that were refused, and beside them, in <c>why/</c>, when and why. Safe for many threads.</summary>
internal sealed class RejectedFolder(string path)
{
    public const int MaxFiles = 100;
    public const int MaxNoteLength = 16_384;
    private const int MaxReasonLength = 1_000;
    private static readonly TimeSpan SameMinute = TimeSpan.FromMinutes(1); // a peer that tries each second is not written down each second
    private readonly Lock _changing = new();

    public static string NotePath(string folder, string thumbprint) => Path.Combine(folder, "why", $"{thumbprint}.json");

    /// <summary>Where the certificate lies from now on.</summary>
    public string Keep(X509Certificate2 certificate, string peer, UaException reason, DateTimeOffset now)
    {
        var file = Path.Combine(path, CertificateFacts.FileName(certificate));
        lock (_changing)
        {
            if (!File.Exists(file))
            {
                MakeRoom();
                File.WriteAllBytes(file, certificate.RawData);
            }

            Note(certificate.Thumbprint, peer, reason, now);
        }

        return file;
    }

    private void Note(string thumbprint, string peer, UaException reason, DateTimeOffset now)
    {
        var note = NotePath(path, thumbprint);
        var before = Rejection.TryRead(note);
        if (before is not null && before.Status == reason.Status.Value && now - before.Last < SameMinute)
        {
            return;
        }

        var text = reason.Message.Length > MaxReasonLength ? reason.Message[..MaxReasonLength] : reason.Message;
        new Rejection(before?.First ?? now, now, peer, reason.Status.Value, text).Write(note);
    }

    private void MakeRoom()
    {
        var files = new DirectoryInfo(path).GetFiles();
        foreach (var old in files.OrderBy(file => file.LastWriteTimeUtc).Take(files.Length - MaxFiles + 1))
        {
            old.Delete();
        }

        var notes = Path.Combine(path, "why");
        if (!Directory.Exists(notes))
        {
            return;
        }

        // A note is found by its certificate's thumbprint, at the end of that file's name.
        var kept = new DirectoryInfo(path).GetFiles().Select(file => file.Name).ToList();
        foreach (var note in new DirectoryInfo(notes).GetFiles().Where(note => !kept.Exists(name => name.Contains(Path.GetFileNameWithoutExtension(note.Name), StringComparison.Ordinal))))
        {
            note.Delete();
        }
    }
}
