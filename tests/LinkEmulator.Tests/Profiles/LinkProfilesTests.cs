namespace IndustrialGateway.LinkEmulator.Profiles;

/// <summary>The file of profiles: what comes with the emulator, and what is said of a file with mistakes.</summary>
public sealed class LinkProfilesTests
{
    private const string Good = """ "a": { "ul": { "base": 1, "med": 1, "sigma": 0.1, "rate": 10 }, "dl": { "base": 1, "med": 1, "sigma": 0.1, "rate": 20 } } """;

    [Fact]
    public void The_files_own_profiles_are_read_with_all_that_they_say()
    {
        var profiles = LinkProfiles.ReadFile(LinkProfiles.StandardFile);

        Assert.Equal(
            ["sa-good", "nsa-busy", "cell-edge", "ho-storm", "outage", "flap", "half-open", "wired-pon"], profiles.Names);
        var busy = profiles["nsa-busy"];
        Assert.Equal(
            new DirectionProfile
            {
                Base = 8,
                Med = 8,
                Sigma = 0.4,
                TailP = 0.003,
                Tail = new Interval(30, 120),
                Rate = 20,
                QueueMs = 500,
                Loss = 5e-4,
                Ge = new BurstLoss(0.001, 0.3, 0.3),
            },
            busy.Uplink);
        Assert.Equal(new HandoverProfile(new Interval(20_000, 40_000), new Interval(60, 150), 0.9, 0, default), busy.Handover);
        Assert.Equal(new OutageProfile(3000, 1000), profiles["flap"].Outage);
    }

    [Fact]
    public void A_profile_that_is_like_another_differs_only_in_what_it_says()
    {
        var profiles = LinkProfiles.ReadFile(LinkProfiles.StandardFile);

        var halfOpen = profiles["half-open"];

        Assert.Equal(profiles["sa-good"].Uplink with { Loss = 1 }, halfOpen.Uplink);
        Assert.Equal(profiles["sa-good"].Downlink, halfOpen.Downlink);
        Assert.Null(halfOpen.Outage);
    }

    [Theory]
    [InlineData("""{ %, "b": { "like": "a", "ul": { "rat": 5 } } }""", "b.ul.rat is not known here; there are base, ge, loss, med, mtu, queueMs, rate, sigma, tail, tailP.")]
    [InlineData("""{ %, "b": { "like": "a", "ul": { "loss": 1.5 } } }""", "b.ul.loss is 1.5: a number from 0 to 1 is expected.")]
    [InlineData("""{ %, "b": { "like": "a", "ul": { "rate": "fast" } } }""", "b.ul.rate is \"fast\": a number from 0.001 to 10000 is expected.")]
    [InlineData("""{ %, "b": { "like": "a", "dl": { "tail": [30, 10] } } }""", "b.dl.tail goes from 30 down to 10: the smaller number comes first.")]
    [InlineData("""{ %, "b": { "like": "a", "dl": { "tailP": 0.1 } } }""", "b.dl.tail is missing, though tailP is not 0.")]
    [InlineData("""{ %, "b": { "like": "a", "dl": { "ge": [0.1, 0.2] } } }""", "b.dl.ge is [0.1,0.2]: 3 numbers in brackets are expected.")]
    [InlineData("""{ %, "b": { "like": "a", "dl": { "ge": [0.1, 0.2, 3] } } }""", "b.dl.ge[2] is 3: a number from 0 to 1 is expected.")]
    [InlineData("""{ %, "b": { "like": "c" } }""", "b.like names c, which is not there.")]
    [InlineData("""{ "b": { "like": "c" }, "c": { "like": "b" } }""", "b.like leads back to b.")]
    [InlineData("""{ %, "b": { "ul": { "base": 1, "med": 1, "sigma": 1, "rate": 1 } } }""", "b.dl is missing.")]
    [InlineData("""{ %, "b": { "like": "a", "ul": 5 } }""", "b.ul is 5: an object in braces is expected.")]
    [InlineData("""{ "b": { "ul": { "base": 1 }, "dl": { "base": 1, "med": 1, "sigma": 1, "rate": 1 } } }""", "b.ul.med is missing.")]
    [InlineData("""{ %, "b": { "like": "a", "outage": { "periodMs": 10, "lenMs": 20 } } }""", "b.outage.lenMs is longer than periodMs.")]
    [InlineData("""{ %, "b": { "like": "a", "handover": { "everyMs": [1, 2], "gapMs": [1, 2], "failP": 0.1 } } }""", "b.handover.rlfMs is missing, though failP is not 0.")]
    [InlineData("""{ %, "b": { "like": "a", "handover": { "gapMs": [1, 2] } } }""", "b.handover.everyMs is missing.")]
    [InlineData("""{ %, "b": { "like": "a", "mtu": 100 } }""", "b.mtu is 100: a number from 1280 to 9000 is expected.")]
    [InlineData("""{ "b": 1 }""", "b: an object in braces is expected.")]
    [InlineData("""[ 1 ]""", "file.json: an object with a member per profile is expected.")]
    [InlineData("""{ %, %}""", "file.json is not JSON: ")]
    [InlineData("""{ % """, "file.json is not JSON: ")]
    public void A_mistake_is_named_with_its_place_and_what_is_expected(string json, string message)
    {
        var mistake = Assert.Throws<LinkProfileException>(() => LinkProfiles.Parse(json.Replace("%", Good, StringComparison.Ordinal), "file.json"));

        Assert.Contains(message, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_a_file_are_told_at_once()
    {
        var mistake = Assert.Throws<LinkProfileException>(() => LinkProfiles.Parse(
            $$"""{ {{Good}}, "b": { "like": "a", "ul": { "rate": -1, "loss": 2 } }, "c": { "lik": "a" } }""", "file.json"));

        Assert.Equal(
            [
                "file.json has mistakes:",
                "b.ul.rate is -1: a number from 0.001 to 10000 is expected.",
                "b.ul.loss is 2: a number from 0 to 1 is expected.",
                "c.ul is missing.",
                "c.dl is missing.",
                "c.lik is not known here; there are dl, handover, like, mtu, outage, ul.",
            ],
            mistake.Message.Split('\n'));
    }

    [Fact]
    public void A_name_that_is_not_there_is_answered_with_those_that_are()
    {
        var profiles = LinkProfiles.Parse($$"""{ "_note": "seen", {{Good}} }""", "file.json");

        var mistake = Assert.Throws<LinkProfileException>(() => profiles["b"]);

        Assert.Equal("There is no profile b; there are a.", mistake.Message);
    }
}
