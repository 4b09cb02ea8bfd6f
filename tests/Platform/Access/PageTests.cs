using System.Net;
using System.Net.Http.Json;
using IndustrialGateway.Platform.Hosting;

namespace IndustrialGateway.Platform.Access;

/// <summary>How a browser gets in, and who does not get in by it.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const string Call = "/v1/gateways";

    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task The_link_opens_the_page_once_and_a_fresh_one_takes_its_place()
    {
        using var http = _platform.Http(withKey: false);
        var link = ReadLink();

        using var first = await http.GetAsync(link, TestContext.Current.CancellationToken);
        using var second = await http.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        Assert.Equal("/", first.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
        Assert.NotEqual(link, ReadLink());
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        using var http = _platform.Http(withKey: false);

        using var opened = await http.GetAsync(ReadLink(), TestContext.Current.CancellationToken);

        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.All(
            ["httponly", "secure", "samesite=strict", "path=/"],
            part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("same-origin", null, HttpStatusCode.OK)]
    [InlineData(null, "own", HttpStatusCode.OK)]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("cross-site", "own", HttpStatusCode.Unauthorized)]
    [InlineData("same-site", null, HttpStatusCode.Unauthorized)]
    [InlineData("same-origin", "https://evil.example", HttpStatusCode.Unauthorized)]
    public async Task A_session_counts_only_for_calls_of_our_own_page(string? site, string? origin, HttpStatusCode expected)
    {
        using var http = _platform.Http(withKey: false);
        using var opened = await http.GetAsync(ReadLink(), TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, Call);
        request.Headers.Add("Cookie", opened.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? _platform.ApiAddress.GetLeftPart(UriPartial.Authority) : origin);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_made_up_cookie_opens_nothing()
    {
        using var http = _platform.Http(withKey: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, Call);
        request.Headers.Add("Cookie", $"{PageSessions.Cookie}=made-up");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Only_the_owner_may_read_the_link()
    {
        var file = Path.Combine(_platform.DataFolder, PageLink.FileName);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Browsers_are_told_to_run_nothing_foreign()
    {
        using var http = _platform.Http(withKey: false);

        using var response = await http.GetAsync(Call, TestContext.Current.CancellationToken);

        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task The_addresses_file_says_where_to_call()
    {
        var file = await File.ReadAllTextAsync(
            Path.Combine(_platform.DataFolder, AddressFile.Name), TestContext.Current.CancellationToken);

        Assert.Contains($"\"ingest\":\"https://127.0.0.1:{_platform.IngestAddress.Port}\"", file, StringComparison.Ordinal);
        Assert.Contains($"\"api\":\"https://127.0.0.1:{_platform.ApiAddress.Port}\"", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_what_is_wrong_with_its_details()
    {
        using var http = _platform.Http(withKey: true);

        using var response = await http.PostAsJsonAsync("/v1/points:read", new { points = Array.Empty<string>() });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "fieldViolations", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private Uri ReadLink() => new(File.ReadAllText(Path.Combine(_platform.DataFolder, PageLink.FileName)).Trim());
}
