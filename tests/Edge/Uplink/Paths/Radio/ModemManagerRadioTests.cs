namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>The real mmcli, which asks a ModemManager that is mocked on a bus of its own.</summary>
public sealed class ModemManagerRadioTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task The_modem_with_the_paths_interface_tells_its_cell()
    {
        await using var mocked = await MockedModem.StartAsync(hasModem: true);
        var radio = new ModemManagerRadio(modem: null, "wwan7", Interval, TimeProvider.System, mocked.Tool);

        var context = await radio.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            new RadioContext
            {
                Technology = "5gnr",
                Operator = "46000",
                Cell = "0A1B2C30",
                TrackingArea = "00C0DE",
                Rsrp = -91.5,
                Rsrq = -11,
                Sinr = 17.25,
            },
            context);
    }

    [Fact]
    public async Task A_modem_that_measures_nothing_is_told_to()
    {
        await using var mocked = await MockedModem.StartAsync(hasModem: true);
        await new ModemManagerRadio("any", null, Interval, TimeProvider.System, mocked.Tool).ReadAsync(TestContext.Current.CancellationToken);

        var signal = await RadioTool.RunAsync(
            [mocked.Tool, "-J", "-m", "any", "--signal-get"], TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(5, RadioJson.Number(signal!.Value, "modem", "signal", "refresh", "rate"));
    }

    [Fact]
    public async Task Another_interface_than_the_modems_has_no_figures()
    {
        await using var mocked = await MockedModem.StartAsync(hasModem: true);

        Assert.Null(await ReadAsync(new ModemManagerRadio(null, "eth0", Interval, TimeProvider.System, mocked.Tool)));
    }

    [Fact]
    public async Task No_modem_is_normal_unless_one_is_named()
    {
        await using var mocked = await MockedModem.StartAsync(hasModem: false);

        Assert.Null(await ReadAsync(new ModemManagerRadio(null, "wwan7", Interval, TimeProvider.System, mocked.Tool)));
        var failure = await Assert.ThrowsAsync<RadioException>(
            () => ReadAsync(new ModemManagerRadio("any", null, Interval, TimeProvider.System, mocked.Tool)));
        Assert.Contains("modem", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Where_there_is_no_ModemManager_there_are_no_figures()
    {
        Assert.Null(await ReadAsync(new ModemManagerRadio(null, "wwan7", Interval, TimeProvider.System, "no-such-mmcli")));
        Assert.Null(await ReadAsync(new ModemManagerRadio("any", null, Interval, TimeProvider.System, "no-such-mmcli")));
    }

    private static Task<RadioContext?> ReadAsync(ModemManagerRadio radio) => radio.ReadAsync(TestContext.Current.CancellationToken);
}
