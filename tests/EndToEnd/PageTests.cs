using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace IndustrialGateway.EndToEnd;

/// <summary>The page in a real browser, over the whole line.</summary>
public sealed partial class PageTests
{
    private const int Patience = 180_000;
    private const string Chromium = "/usr/bin/chromium";

    // The last ones keep Chromium from asking its maker for anything.
    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // What is waited for comes at once on a machine with time to spare, and Playwright's own five seconds are few on one without.
    static PageTests() => Assertions.SetDefaultExpectTimeout(Patience / 3);

    [Theory(Timeout = Patience)]
    [InlineData("zh-CN", "工业网关", "实时", "指标")]
    [InlineData("en-US", "IndustrialGateway", "Live", "Indicators")]
    public async Task The_link_opens_a_page_with_live_values(string locale, string title, string live, string indicators)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var line = await Line.StartAsync(cancelled);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Switches });
        var page = await browser.NewPageAsync(new() { Locale = locale, IgnoreHTTPSErrors = true });
        List<string> complaints = [];
        page.Console += (_, message) => { if (message.Type == "error") { complaints.Add(message.Text); } };
        page.PageError += (_, error) => complaints.Add(error);

        await page.GotoAsync((await line.PageLinkAsync(cancelled)).AbsoluteUri);

        await Assertions.Expect(page).ToHaveTitleAsync(title);
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(live);
        var row = page.Locator("tr", new() { HasText = "Level" });
        await line.Machine.SetAsync("Level", from: 5001, count: 1, cancelled);
        await Assertions.Expect(row).ToContainTextAsync("1250.25");
        await line.Machine.SetAsync("Level", from: 5002, count: 1, cancelled);
        await Assertions.Expect(row).ToContainTextAsync("1250.5");

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Locator("canvas")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = indicators }).ClickAsync();
        await Assertions.Expect(page.Locator("table[data-kind=machine]")).ToContainTextAsync(Measured());
        Assert.Empty(complaints);
    }

    [Fact(Timeout = Patience)]
    public async Task Without_the_link_the_page_says_what_to_do_and_shows_nothing()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var line = await Line.StartAsync(cancelled);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Switches });
        var page = await browser.NewPageAsync(new() { Locale = "en-US", IgnoreHTTPSErrors = true });

        await page.GotoAsync(line.Api.AbsoluteUri);

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("one-time link");
        await Assertions.Expect(page.Locator("table")).ToHaveCountAsync(0);
    }

    [GeneratedRegex("实测|measured")]
    private static partial Regex Measured();
}
