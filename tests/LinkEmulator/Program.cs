using System.Globalization;
using System.Net;
using IndustrialGateway.LinkEmulator;
using IndustrialGateway.LinkEmulator.Measuring;
using IndustrialGateway.LinkEmulator.Profiles;

try
{
    switch (args)
    {
        case ["run", .. var rest]:
            return await Running.RunAsync(Arguments.Parse(rest));
        case ["behaviour", .. var rest]:
            var order = Arguments.Parse(rest);
            await Behaviour.PrintAsync(order.Profiles, order.Names, order.Seed);
            return 0;
        case ["receive"]:
            return await Traffic.ReceiveAsync();
        case ["send", var address, var port, var seconds]:
            return await Traffic.SendAsync(IPAddress.Parse(address), Number(port), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
        case ["echo"]:
            return await Traffic.EchoAsync();
        case ["probe", var address, var port, var count]:
            return await Traffic.ProbeAsync(IPAddress.Parse(address), Number(port), Number(count));
        default:
            await Console.Error.WriteLineAsync("""
                run [--seed N] [--profiles FILE] [--target URI] PROFILE...   a link with a path for each profile, changed by lines on the input
                behaviour [--profiles FILE] [PROFILE...]                      measures each profile and prints a table
                receive; send ADDRESS PORT SECONDS                            TCP, to be run in the namespaces
                echo; probe ADDRESS PORT COUNT                                UDP
                """);
            return 2;
    }
}
catch (Exception failure) when (failure is LinkProfileException or IOException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}

static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
