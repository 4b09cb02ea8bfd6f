using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>
/// The load as a process of its own: a server whose variables count up on schedule, a slice of them every 10 ms. It prints its
/// endpoint, and for each line on standard input what it has done until then; it ends with standard input.
/// </summary>
internal static class LoadServer
{
    private const int SliceMs = 10;

    // Behind by more than this the machine cannot do it: the rest is not offered, and the report shows it.
    private static readonly TimeSpan MaxLag = TimeSpan.FromSeconds(1);

    public static NodeId NodeOf(uint index) => new(index + 1, 1);

    public static async Task RunAsync(string order, string folder)
    {
        var scenario = JsonSerializer.Deserialize(order, BenchJson.Default.Scenario) ?? throw new InvalidDataException("The order is empty.");
        using var certificate = ApplicationCertificate.LoadOrCreate(
            folder, BenchFolder.ServerUri, "bench server", TimeProvider.System, "127.0.0.1", "localhost");
        var space = new AddressSpace(BenchFolder.ServerUri);
        var variables = AddVariables(space, scenario.Items);
        await using var server = await UaServer.StartAsync(Options(certificate, folder), space, TimeProvider.System, NullLogger<UaServer>.Instance);
        Console.WriteLine(server.Endpoint);

        using var stop = new CancellationTokenSource();
        var start = Stopwatch.GetTimestamp();
        var sets = new StrongBox<long>();
        var load = Task.Run(() => LoadAsync(scenario, variables, sets, stop.Token));
        while (await Console.In.ReadLineAsync() is not null)
        {
            var cpu = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
            var report = new ServerReport(Volatile.Read(ref sets.Value), Stopwatch.GetElapsedTime(start).TotalSeconds, cpu);
            Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.ServerReport));
        }

        await stop.CancelAsync();
        await load;
    }

    private static UaServerOptions Options(ApplicationCertificate certificate, string folder) => new()
    {
        Certificate = certificate,
        Trust = new TrustFolder(Path.Combine(folder, "trust")),
        Limits = ServerLimits.ForLoad,
        MaxChannelsPerAddress = 50,
        Security =
        [
            (SecurityPolicy.None, MessageSecurityMode.None),
            (SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
            (SecurityPolicy.Find("Aes128_Sha256_RsaOaep"), MessageSecurityMode.SignAndEncrypt),
        ],
    };

    private static VariableNode[] AddVariables(AddressSpace space, int count)
    {
        var folder = space.AddFolder(space.Objects, new NodeId("load", 1), "load");
        var variables = new VariableNode[count];
        for (uint i = 0; i < count; i++)
        {
            variables[i] = space.AddVariable(folder, NodeOf(i), $"v{i}", BuiltInType.Double, new DataValue(Variant.Of(0.0)));
        }

        return variables;
    }

    private static async Task LoadAsync(Scenario scenario, VariableNode[] variables, StrongBox<long> sets, CancellationToken cancellationToken)
    {
        var slices = Math.Max(1, scenario.PeriodMs / SliceMs);
        var size = (variables.Length + slices - 1) / slices;
        var updates = new VariableUpdate[size];
        var start = Stopwatch.GetTimestamp();
        var slice = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(SliceMs / 2), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var due = (long)(Stopwatch.GetElapsedTime(start).TotalMilliseconds / SliceMs);
                slice = Math.Max(slice, due - (long)(MaxLag.TotalMilliseconds / SliceMs));
                for (; slice < due; slice++)
                {
                    Volatile.Write(ref sets.Value, sets.Value + SetSlice(variables, updates, (int)(slice % slices) * size, (slice / slices) + 1));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The order to end.
        }
    }

    private static int SetSlice(VariableNode[] variables, VariableUpdate[] updates, int first, long count)
    {
        var length = Math.Min(updates.Length, variables.Length - first);
        var now = UaDateTime.Now(TimeProvider.System);
        for (var i = 0; i < length; i++)
        {
            updates[i] = new VariableUpdate(variables[first + i], new DataValue(Variant.Of((double)count), default, now, now));
        }

        AddressSpace.Set(updates.AsSpan(0, length));
        return length;
    }
}
