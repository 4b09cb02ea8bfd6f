using System.Buffers.Text;
using System.Security.Cryptography;
using IndustrialGateway.Platform.Hosting;

namespace IndustrialGateway.Platform.Access;

/// <summary>
/// The link that opens the page: good once and for ten minutes. A fresh one always lies in <c>page-link</c> in the data
/// folder, so that whoever may read that file may open the page.
/// </summary>
internal sealed class PageLink : IDisposable
{
    public const string FileName = "page-link";
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Uri? _page;
    private byte[] _hash = [];
    private DateTimeOffset _expires;

    public PageLink(PlatformSettings settings, TimeProvider time)
    {
        _file = Path.Combine(settings.DataFolder, FileName);
        _time = time;
        _timer = time.CreateTimer(_ => Renew(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to keep a link to the page at <paramref name="page"/> in the file.</summary>
    public void Publish(Uri page)
    {
        lock (_gate)
        {
            _page = page;
            Renew();
        }
    }

    /// <summary>True once for each token, while it lives.</summary>
    public bool TryUse(string token)
    {
        lock (_gate)
        {
            if (_page is null || _time.GetUtcNow() >= _expires || !CryptographicOperations.FixedTimeEquals(Hash(token), _hash))
            {
                return false;
            }

            Renew();
            return true;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        File.Delete(_file);
    }

    private void Renew()
    {
        lock (_gate)
        {
            var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            _hash = Hash(token);
            _expires = _time.GetUtcNow() + Life;
            PrivateFile.Write(_file, new Uri(_page!, $"/open?token={token}").AbsoluteUri + '\n'); // Set before the timer starts.
            _timer.Change(Life, Timeout.InfiniteTimeSpan);
        }
    }

    private static byte[] Hash(string token) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token));
}
