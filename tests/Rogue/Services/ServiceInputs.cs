using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;
using static IndustrialGateway.Rogue.Tests.Decoding.Decoders;

namespace IndustrialGateway.Rogue.Tests.Services;

/// <summary>D1, D4 to D7, D10, D11, D13, D14: requests of a session that ask for too much, for what is not, or for ever.</summary>
internal static class ServiceInputs
{
    private const string Unsupported = "BadServiceUnsupported";

    public static IEnumerable<BadInput> All => [.. Paths(), .. Refreshes(), .. Browses(), .. Foreign(), .. Filters(), .. Items(), .. Reads(), .. Discovery()];

    /// <summary>A request of a session whose answer's status is one of these.</summary>
    public static BadInput Ask(string id, string what, ServiceRequest request, params string[] expected) => InSession(id, what, async (_, rogue) =>
        Assert.Contains((await rogue.AskAsync(request)).Header.ServiceResult.ToString(), expected));

    public static BadInput InSession(string id, string what, Func<Arena, RogueClient, Task> run, long mayTake = 1024 * 1024) =>
        new(id, what, arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.LogInAsync();
            await run(arena, rogue);
            await rogue.SendAsync(new CloseSessionRequest { DeleteSubscriptions = true }); // a session outlives its connection, and there is room for so many
        }, "closed"), mayTake);

    private static IEnumerable<BadInput> Paths()
    {
        foreach (var count in (int[])[0, 1, 100, 8_000])
        {
            var elements = Enumerable.Range(0, count).Select(i => new RelativePathElement(new NodeId(33), new QualifiedName(0, i % 2 == 1 ? "Root" : "Objects"), IsInverse: i % 2 == 1)).ToArray();
            yield return Ask("D1", $"a path of {count} elements back and forth", new TranslateBrowsePathsRequest { BrowsePaths = [new BrowsePath { StartingNode = new NodeId(84), Elements = elements }] }, "Good", Unsupported, "BadTooManyOperations");
        }

        yield return Ask("D1", "9,000 paths", new TranslateBrowsePathsRequest { BrowsePaths = [.. Enumerable.Repeat(new BrowsePath { StartingNode = new NodeId(84) }, 9_000)] }, "Good", Unsupported, "BadTooManyOperations")
            with
        { MayTake = 4_000_000 };
        yield return Ask("D1", "no path", new TranslateBrowsePathsRequest(), "BadNothingToDo", Unsupported);
    }

    private static IEnumerable<BadInput> Refreshes()
    {
        foreach (var method in (uint[])[3_875, 12_912, 0, uint.MaxValue]) // ConditionRefresh, ConditionRefresh2
        {
            yield return InSession("D4", $"2,000 calls of the method i={method}", async (_, rogue) =>
            {
                var call = new CallRequest { MethodsToCall = [new CallMethodRequest { ObjectId = new NodeId(2_782), MethodId = new NodeId(method), InputArguments = [Variant.Of(1u)] }] };
                for (var i = 0; i < 2_000; i++)
                {
                    Assert.Contains((await rogue.AskAsync(call)).Header.ServiceResult.ToString(), (string[])["Good", Unsupported, "BadTooManyOperations"]);
                }
            }, mayTake: 2_000 * 12_000);
        }

        yield return InSession("D4", $"{Floods.Refreshes} refreshes of one subscription", async (arena, rogue) =>
        {
            var refresh = new CallMethodRequest { ObjectId = new NodeId(2_782), MethodId = new NodeId(3_875), InputArguments = [Variant.Of(await rogue.SubscribeAsync())] };
            var calls = new CallRequest { MethodsToCall = [.. Enumerable.Repeat(refresh, arena.Plant.Options.Limits.MaxNodesPerMethodCall)] };
            for (var i = 0; i < Floods.Refreshes; i += calls.MethodsToCall.Length)
            {
                Assert.Equal(calls.MethodsToCall.Length, Assert.IsType<CallResponse>(await rogue.AskAsync(calls)).Results.Length);
            }
        }, mayTake: Floods.Refreshes * 6_000L);
        yield return Ask("D4", "one Call of 5,000 refreshes", new CallRequest { MethodsToCall = [.. Enumerable.Repeat(new CallMethodRequest { ObjectId = new NodeId(2_782), MethodId = new NodeId(3_875) }, 5_000)] }, "Good", Unsupported, "BadTooManyOperations")
            with
        { MayTake = 4_000_000 };
        foreach (var isReset in (bool[])[false, true])
        {
            yield return InSession("D5", $"a Call, and {(isReset ? "a reset" : "an end")} before its answer", async (arena, rogue) =>
            {
                await rogue.SendAsync(new CallRequest { MethodsToCall = [new CallMethodRequest { ObjectId = new NodeId(2_253), MethodId = new NodeId(11_492) }] });
                await rogue.SendAsync(new CloseSessionRequest { DeleteSubscriptions = true });
                if (isReset)
                {
                    rogue.Reset();
                }

                await arena.ServedAsync();
            });
        }

        yield return InSession("D5", "20 Publish, and the session closed before their answers", async (_, rogue) =>
        {
            await rogue.SubscribeAsync();
            for (var i = 0; i < 20; i++)
            {
                await rogue.SendAsync(new PublishRequest());
            }

            await rogue.SendAsync(new CloseSessionRequest { DeleteSubscriptions = true });
        });
    }

    private static IEnumerable<BadInput> Browses()
    {
        yield return InSession("D6", "a browse while nodes come and values change", async (arena, rogue) =>
        {
            var folder = arena.Plant.Space.AddFolder(arena.Plant.Folder, new NodeId($"d6 {Guid.NewGuid()}", 1), "d6");
            var adding = Task.Run(() =>
            {
                for (var i = 0; i < 200; i++)
                {
                    arena.Plant.Space.AddVariable(folder, new NodeId($"{folder.Id} {i}", 1), $"{i}", BuiltInType.Int32, new DataValue(Variant.Of(i)));
                }
            });
            for (var i = 0; i < 50; i++)
            {
                Assert.IsType<BrowseResponse>(await rogue.AskAsync(new BrowseRequest { RequestedMaxReferencesPerNode = 3, NodesToBrowse = [new BrowseDescription { NodeId = folder.Id }] }));
            }

            await adding;
        }, mayTake: 8_000_000);
        yield return InSession("D6", "continuation points without number", async (_, rogue) =>
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.IsType<BrowseResponse>(await rogue.AskAsync(new BrowseRequest { RequestedMaxReferencesPerNode = 1, NodesToBrowse = [new BrowseDescription { NodeId = new NodeId(84) }, new BrowseDescription { NodeId = new NodeId(2253) }] }));
            }
        });
        foreach (var (what, point) in ((string, byte[])[])[("empty", []), ("of zeros", new byte[16]), ("of 100,000 bytes", new byte[100_000])])
        {
            yield return Ask("D6", $"a continuation point {what}", new BrowseNextRequest { ContinuationPoints = [point] }, "Good");
        }

        yield return Ask("D6", "9,999 nodes in one browse", new BrowseRequest { NodesToBrowse = [.. Enumerable.Repeat(new BrowseDescription { NodeId = new NodeId(84) }, 9_999)] }, "BadTooManyOperations") with { MayTake = 8_000_000 };
        yield return Ask("D6", "no node", new BrowseRequest(), "BadNothingToDo");
    }

    private static IEnumerable<BadInput> Foreign()
    {
        (string What, uint Id)[] services =
            [("AddNodes", 488), ("AddReferences", 494), ("DeleteNodes", 500), ("DeleteReferences", 506), ("HistoryUpdate", 700), ("QueryFirst", 615), ("QueryNext", 621), ("Cancel", 479), ("id 0", 0), ("id 65535", 65_535), ("a response", 634)];
        foreach (var (what, id) in services)
        {
            yield return InSession("D7", $"{what}", async (_, rogue) =>
            {
                var header = rogue.Encode(new CloseSecureChannelRequest())[4..];
                foreach (var body in (byte[][])[[], [1, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], new byte[10_000]])
                {
                    var fault = await rogue.AskAsync([1, 0, (byte)id, (byte)(id >> 8), .. header, .. body]);
                    Assert.Contains(fault.Header.ServiceResult.ToString(), (string[])[Unsupported, "BadDecodingError"]);
                }
            });
        }
    }

    private static IEnumerable<BadInput> Filters()
    {
        (string What, byte[] Body, uint Type)[] filters =
        [
            ("an event filter of 2^31-1 clauses", [0xFF, 0xFF, 0xFF, 0x7F], 727), ("an event filter of 10,000 null operands", Where(10_000), 727), ("a LIKE pattern of 10,000 percent signs", Like(new string('%', 10_000)), 727),
            ("a LIKE pattern without end", Like("[a-"), 727), ("a LIKE pattern that goes back", Like(string.Concat(Enumerable.Repeat("%a", 2_000)) + "b"), 727), ("an empty event filter", [], 727), ("rubbish", [1, 2, 3, 4, 5], 727), ("an unknown filter", new byte[100], 60_000),
            ("a data change filter cut off", [1, 0, 0], 724), ("an aggregate filter", new byte[60], 730),
        ];
        foreach (var (what, body, type) in filters)
        {
            foreach (var node in (uint[])[2_253, 2_258])
            {
                yield return InSession("D10", $"{what} on i={node}", async (_, rogue) =>
                {
                    var subscription = await rogue.SubscribeAsync();
                    var item = new MonitoredItemCreateRequest
                    {
                        ItemToMonitor = new ReadValueId(new NodeId(node), node == 2_253 ? (AttributeId)12 : AttributeId.Value),
                        Filter = new ExtensionObject(new NodeId(type), ExtensionBody.Binary, body),
                    };
                    var answer = await rogue.AskAsync(new CreateMonitoredItemsRequest { SubscriptionId = subscription, ItemsToCreate = [item] });
                    Assert.True(answer is ServiceFault || ((CreateMonitoredItemsResponse)answer).Results[0].Status.IsBad);
                });
            }
        }
    }

    private static IEnumerable<BadInput> Items()
    {
        foreach (var interval in (double[])[0, double.NaN, -1, -2, 1e308, double.NegativeInfinity, double.Epsilon])
        {
            foreach (var queue in (uint[])[0, uint.MaxValue])
            {
                yield return InSession("D11", $"an item every {interval} ms with a queue of {queue}", async (arena, rogue) =>
                {
                    var subscription = await rogue.SubscribeAsync(interval);
                    var answer = Assert.IsType<CreateMonitoredItemsResponse>(await rogue.AskAsync(new CreateMonitoredItemsRequest
                    {
                        SubscriptionId = subscription,
                        ItemsToCreate = [new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(Plant.CounterId), SamplingInterval = interval, QueueSize = queue }],
                    }));
                    Assert.Equal(StatusCode.Good, answer.Results[0].Status);
                    Assert.InRange(answer.Results[0].RevisedQueueSize, 1u, arena.Plant.Options.Limits.MaxQueueSize);
                    Assert.InRange(answer.Results[0].RevisedSamplingInterval, 0, double.MaxValue);
                });
            }
        }

        foreach (var mode in (int[])[3, -1, int.MaxValue])
        {
            yield return InSession("D11", $"an item of mode {mode}", async (_, rogue) =>
            {
                var subscription = await rogue.SubscribeAsync();
                var answer = await rogue.AskAsync(new CreateMonitoredItemsRequest
                {
                    SubscriptionId = subscription,
                    ItemsToCreate = [new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(Plant.CounterId), MonitoringMode = (MonitoringMode)mode }],
                });
                Assert.True(((CreateMonitoredItemsResponse)answer).Results[0].Status.IsBad);
            });
        }

        yield return Ask("D11", "items of a subscription that is not", new CreateMonitoredItemsRequest { SubscriptionId = uint.MaxValue, ItemsToCreate = [new MonitoredItemCreateRequest()] }, "BadSubscriptionIdInvalid");
    }

    private static IEnumerable<BadInput> Reads()
    {
        yield return Ask("D13", "10,000 nodes", new ReadRequest { NodesToRead = [.. Enumerable.Repeat(new ReadValueId(Plant.CounterId), 10_000)] }, "Good") with { MayTake = 16_000_000 };
        yield return Ask("D13", "10,001 nodes", new ReadRequest { NodesToRead = [.. Enumerable.Repeat(new ReadValueId(Plant.CounterId), 10_001)] }, "BadTooManyOperations", "BadEncodingLimitsExceeded") with { MayTake = 16_000_000 };
        yield return new("D13", "a million nodes", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.LogInAsync();
            await rogue.SendAsync(new ReadRequest { NodesToRead = [.. Enumerable.Repeat(new ReadValueId(new NodeId(1)), 1_000_000)] });
        }, "BadTcpMessageTooLarge", "closed"), MayTake: 256 * 1024 * 1024); // making them
        foreach (var range in (string[])["0:4294967295", "4294967295:0", "-1", "1:2:3", ":", ",", "0,0,0,0,0,0,0,0,0,0", "99999999999999999999", "a", "0:0\0", new string(',', 50_000), new string('9', 50_000), "\u0660"])
        {
            yield return InSession("D13", $"the range {string.Concat(range.Take(20).Where(letter => letter < 128 && letter > 31))} of {range.Length} letters", async (_, rogue) =>
            {
                var answer = Assert.IsType<ReadResponse>(await rogue.AskAsync(new ReadRequest { NodesToRead = [new ReadValueId(Plant.CounterId, AttributeId.Value, range)] }));
                Assert.True(answer.Results[0].Status.IsBad);
            });
        }

        foreach (var attribute in (int[])[0, 28, -1, int.MaxValue])
        {
            yield return InSession("D13", $"attribute {attribute}", async (_, rogue) =>
            {
                var answer = Assert.IsType<ReadResponse>(await rogue.AskAsync(new ReadRequest { NodesToRead = [new ReadValueId(Plant.CounterId, (AttributeId)attribute)] }));
                Assert.Equal(StatusCode.BadAttributeIdInvalid, answer.Results[0].Status);
            });
        }

        foreach (var age in (double[])[-1, double.NaN, double.PositiveInfinity, 1e308])
        {
            yield return Ask("D13", $"a value not older than {age} ms", new ReadRequest { MaxAge = age, NodesToRead = [new ReadValueId(Plant.CounterId)] }, "Good", "BadMaxAgeInvalid");
        }

        yield return Ask("D13", "timestamps of kind 99", new ReadRequest { TimestampsToReturn = (TimestampsToReturn)99, NodesToRead = [new ReadValueId(Plant.CounterId)] }, "BadTimestampsToReturnInvalid");
        yield return Ask("D13", "nothing", new ReadRequest(), "BadNothingToDo");
    }

    private static IEnumerable<BadInput> Discovery()
    {
        foreach (var (what, id) in ((string, uint)[])[("RegisterServer", 437), ("RegisterServer2", 12_193), ("FindServersOnNetwork", 12_208)])
        {
            yield return new("D14", $"500 {what}", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                for (var i = 0; i < 500; i++)
                {
                    var answer = await rogue.AskAsync(Request(id, new byte[100]));
                    Assert.Contains(answer.Header.ServiceResult.ToString(), (string[])[Unsupported, "BadSessionIdInvalid"]);
                }
            }, "closed"), MayTake: 500 * 12_000);
        }

        foreach (var count in (int[])[0, 1_000, 9_999])
        {
            yield return new("D14", $"FindServers and GetEndpoints with {count} texts", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                string[] texts = [.. Enumerable.Repeat("urn:x", count)];
                Assert.Equal(count == 0 ? 1 : 0, Assert.IsType<FindServersResponse>(await rogue.AskAsync(new FindServersRequest { ServerUris = texts, LocaleIds = texts })).Servers.Length);
                Assert.IsType<GetEndpointsResponse>(await rogue.AskAsync(new GetEndpointsRequest { ProfileUris = texts, LocaleIds = texts }));
            }, "closed"), MayTake: 4_000_000);
        }
    }

    private static byte[] Where(int operands) => [.. Chunks.Numbers(0, 1, 0, (uint)operands), .. Chunks.Repeat([0, 0, 0], operands)];

    // One element: operator LIKE (6) with two literals.
    private static byte[] Like(string pattern)
    {
        var text = System.Text.Encoding.ASCII.GetBytes(pattern);
        byte[] literal = [1, 0, 83, 2, 1, .. BitConverter.GetBytes(text.Length + 5), 12, .. BitConverter.GetBytes(text.Length), .. text];
        return [.. Chunks.Numbers(0, 1, 6, 2), .. literal, .. literal];
    }
}
