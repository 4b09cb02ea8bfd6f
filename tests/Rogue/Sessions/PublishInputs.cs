using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;
using static IndustrialGateway.Rogue.Tests.Sessions.RogueAnswers;

namespace IndustrialGateway.Rogue.Tests.Sessions;

/// <summary>E3 to E5, E7 to E11, E13 to E16: answers nobody asked for, empty ones, late ones; notifications that make no sense; times that jump.</summary>
internal static class PublishInputs
{
    public static IEnumerable<BadInput> All => [.. Unasked(), .. Statuses(), .. Namespaces(), .. Sequences(), .. Handles(), .. Revised(), .. Late(), .. Times(), .. Kinds(), .. Herd()];

    private static IEnumerable<BadInput> Unasked()
    {
        foreach (var count in (int[])[1, 1_000])
        {
            yield return new("E3", $"{count} answers to requests never made", arena => arena.MeetAsync(rogue => rogue.ServeAsync(async (connection, id, request) =>
            {
                for (var i = 0; i < count && request is GetEndpointsRequest; i++)
                {
                    await connection.AnswerAsync(id + 1_000 + (uint)i, new ReadResponse());
                }

                return false;
            }), options => options, async victim => await victim.NextStateAsync(state => state.IsConnected)), MayTake: count * 3_000);
        }

        foreach (var response in OpcUa.Tests.Messages.Samples.Responses.Where(each => each is not (GetEndpointsResponse or ServiceFault)).DistinctBy(each => each.EncodingId))
        {
            yield return Losing("E3", $"a {response.GetType().Name} to every request", _ => response, "BadUnknownResponse");
        }

        foreach (var id in (uint[])[0, 1, 422, 65_535])
        {
            yield return new("E3", $"an answer of encoding {id}", arena => arena.AttackClientAsync(rogue => rogue.ServeAsync(async (connection, request, _) =>
            {
                await connection.AnswerAsync(request, Decoding.Decoders.Response(id));
                return true;
            }), "BadUnknownResponse", "BadDecodingError"));
        }

        yield return Losing("E3", "null arrays everywhere", request => request is GetEndpointsRequest ? new GetEndpointsResponse() : null, "BadSecurityModeRejected");
        yield return new("E3", "the same answer twice", arena => arena.MeetAsync(rogue => rogue.ServeAsync(async (connection, id, request) =>
        {
            if (HonestAnswers.To(request, OpcUa.Security.SecurityPolicy.None) is { } honest)
            {
                await connection.AnswerAsync(id, honest);
            }

            return false;
        }), options => options, async victim => await victim.NextStateAsync(state => state.IsConnected)));
    }

    private static IEnumerable<BadInput> Statuses()
    {
        StatusCode[] statuses = [StatusCode.BadUnexpectedError, StatusCode.BadSessionIdInvalid, StatusCode.BadTooManySessions, StatusCode.BadSecurityChecksFailed, StatusCode.BadUserAccessDenied, StatusCode.BadTimeout, new(0x80FF_0000), new(0xFFFF_FFFF)];
        foreach (var status in statuses)
        {
            yield return Losing("E4", $"{status} with an empty body to GetEndpoints", request => request is GetEndpointsRequest ? new GetEndpointsResponse { Header = new ResponseHeader { ServiceResult = status } } : null, status.ToString());
            yield return Losing("E4", $"{status} with an empty body to CreateSession", request => request is CreateSessionRequest ? new CreateSessionResponse { Header = new ResponseHeader { ServiceResult = status } } : null, status.ToString());
            yield return Losing("E4", $"{status} with an empty body to Activate", request => request is ActivateSessionRequest ? new ActivateSessionResponse { Header = new ResponseHeader { ServiceResult = status } } : null, status.ToString());
        }

        yield return new("E4", "a bad status and no body at all", arena => arena.AttackClientAsync(rogue => rogue.ServeAsync(async (connection, id, _) =>
        {
            await connection.AnswerAsync(id, [1, 0, 0xAF, 1]);
            return true;
        }), "BadDecodingError"));
    }

    private static IEnumerable<BadInput> Namespaces()
    {
        foreach (var (what, value, expected) in ((string, Variant, string)[])
            [("null", Variant.Null, "BadUnknownResponse"), ("a number", Variant.Of(1), "BadUnknownResponse"), ("a text", Variant.Of("urn:x"), "BadUnknownResponse"), ("an array of numbers", Variant.OfArray(BuiltInType.Int32, (int[])[1]), "BadUnknownResponse")])
        {
            yield return Losing("E5", $"a namespace array that is {what}", request => request is ReadRequest read ? Values(read, value) : null, expected);
        }

        foreach (var (what, uris) in ((string, string?[])[])
            [("empty", []), ("of 100,000", [.. Enumerable.Repeat("urn:x", 100_000)]), ("of nulls", [null, null, null]), ("of the same", ["urn:a", "urn:a", "urn:a"]), ("with lines of a log", ["urn:a\r\nERROR"]), ("without index 0", [Plant.ServerUri])])
        {
            yield return new("E5", $"a namespace array {what}", arena => arena.MeetAsync(rogue => rogue.ServeAsync(By(request => request is ReadRequest read ? Values(read, Variant.OfArray(BuiltInType.String, uris)) : null)), options => options,
                async victim => await victim.NextStateAsync(_ => true)), MayTake: 96 * 1024 * 1024);
        }
    }

    private static IEnumerable<BadInput> Sequences()
    {
        yield return Publishing("E7", "sequence number 0 with data", n => n > 1 ? null : Data(0, 1), victim => victim.NextStateAsync(state => !state.IsConnected));
        yield return Publishing("E7", "the same number again and again", n => n > 50 ? null : Data(n < 50 ? 1 : 2u, n), victim => victim.NextValueAsync("50"));
        foreach (var jump in (uint[])[2, 100, 100_000, 0x7000_0000])
        {
            yield return Publishing("E7", $"a jump to {jump}", n => n > 1 ? null : Data(jump, 1), victim => victim.NextValueAsync("1"), mayTake: 64 * 1024 * 1024);
        }

        yield return Publishing("E7", "moreNotifications for ever", n => n > 500 ? null : Data((uint)n, n, more: true), victim => victim.NextValueAsync("500"), mayTake: 32 * 1024 * 1024);
        yield return Publishing("E7", "available numbers that are not", n => n > 1 ? null : Data(5, 1, available: [0, uint.MaxValue, 5, 5, 1]), victim => victim.NextValueAsync("1"));
        yield return Publishing("E7", "100,000 available numbers", n => n > 1 ? null : Data(5, 1, available: [.. Enumerable.Range(0, 100_000).Select(i => (uint)i)]), victim => victim.NextValueAsync("1"), mayTake: 32 * 1024 * 1024);
        foreach (var status in (StatusCode[])[StatusCode.Good, StatusCode.BadMessageNotAvailable])
        {
            yield return Publishing("E9", $"republished messages of another number, {status}", n => n > 1 ? null : Data(50, 1), victim => victim.NextValueAsync("1"), request => request is RepublishRequest
                ? status.IsBad ? HonestAnswers.Fault(status) : new RepublishResponse { Notification = Data(7, 9).Notification } : null);
        }

        yield return Publishing("E9", "republished keep-alives", n => n > 1 ? null : Data(50, 1), victim => victim.NextValueAsync("1"), request => request is RepublishRequest ? new RepublishResponse { Notification = new NotificationMessage { SequenceNumber = 1 } } : null);
        yield return Publishing("E9", "a gap after every message", n => n > 30 ? null : Data((uint)n * 3, n), victim => victim.NextValueAsync("30"), request => request is RepublishRequest ? HonestAnswers.Fault(StatusCode.BadMessageNotAvailable) : null, mayTake: 16 * 1024 * 1024);
    }

    private static IEnumerable<BadInput> Handles()
    {
        foreach (var handle in (uint[])[0, 2, uint.MaxValue])
        {
            yield return Publishing("E8", $"client handle {handle}", n => n > 2 ? null : Data((uint)n, n, handle: n == 1 ? handle : 1), victim => victim.NextValueAsync("2"));
        }

        yield return Publishing("E8", "a message of another subscription", n => n > 2 ? null : Data(1, n, subscription: n == 1 ? 99 : 1u), victim => victim.NextValueAsync("2"));
        yield return Publishing("E8", "a storm of StatusChange", n => n > 30 ? null : n == 30 ? Data(1, 7) : Message(1, new StatusChangeNotification(StatusCode.BadTimeout)), victim => victim.NextValueAsync("7"), mayTake: 64 * 1024 * 1024);
        yield return Publishing("E8", "events that nobody asked for", n => n > 2 ? null : n == 2 ? Data(2, 7) : Message(1, new RawNotification(new ExtensionObject(new NodeId(916), ExtensionBody.Binary, new byte[] { 1, 2, 3 }))), victim => victim.NextValueAsync("7"));
        foreach (var status in (StatusCode[])[StatusCode.BadTooManyPublishRequests, StatusCode.BadNoSubscription, StatusCode.BadUnexpectedError])
        {
            var answered = 0;
            yield return new("E8", $"Publish answered with {status} three times", arena => arena.MeetAsync(rogue => rogue.ServeAsync(By(request => request is not PublishRequest ? null
                : Interlocked.Increment(ref answered) is var n && n <= 3 ? HonestAnswers.Fault(status) : n == 4 ? Data(1, 7) : null)), options => options, victim => victim.NextValueAsync("7")));
        }
    }

    private static IEnumerable<BadInput> Revised()
    {
        foreach (var milliseconds in (double[])[0, double.NaN, -1, 1e300, double.NegativeInfinity, double.Epsilon])
        {
            yield return Publishing("E10", $"revised times of {milliseconds} ms", n => n > 1 ? null : Data(1, 7), victim => victim.NextValueAsync("7"), request => request switch
            {
                CreateSessionRequest create => new CreateSessionResponse { RevisedSessionTimeout = milliseconds, AuthenticationToken = new NodeId(7), ServerEndpoints = HonestAnswers.Endpoints() },
                CreateSubscriptionRequest => new CreateSubscriptionResponse { SubscriptionId = 1, RevisedPublishingInterval = milliseconds, RevisedMaxKeepAliveCount = uint.MaxValue, RevisedLifetimeCount = 0 },
                CreateMonitoredItemsRequest => new CreateMonitoredItemsResponse { Results = [new MonitoredItemCreateResult(StatusCode.Good, 1, milliseconds, uint.MaxValue)] },
                _ => null,
            });
        }
    }

    private static IEnumerable<BadInput> Late()
    {
        foreach (var service in (Type[])[typeof(GetEndpointsRequest), typeof(CreateSessionRequest), typeof(ActivateSessionRequest), typeof(ReadRequest)])
        {
            yield return new("E11", $"no answer to {service.Name}", arena => arena.AttackClientAsync(rogue => rogue.ServeAsync((_, _, request) => Task.FromResult(request.GetType() == service)), options => options with
            {
                OperationTimeout = TimeSpan.FromMilliseconds(400),
            }, "BadTimeout"), MayTake: 4 * 1024 * 1024);
        }

        // Such a server may still serve the client's other subscriptions and reads: it is connected, and asked for this one again.
        yield return new("E11", "no answer to CreateSubscriptionRequest", arena =>
        {
            var asked = 0;
            var askedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return arena.MeetAsync(rogue => rogue.ServeAsync((_, _, request) =>
            {
                if (request is CreateSubscriptionRequest && Interlocked.Increment(ref asked) == 2)
                {
                    askedAgain.SetResult();
                }

                return Task.FromResult(request is CreateSubscriptionRequest);
            }), options => options with { OperationTimeout = TimeSpan.FromMilliseconds(400) }, async victim =>
            {
                await victim.NextStateAsync(state => state.IsConnected);
                await askedAgain.Task.WaitAsync(TestContext.Current.CancellationToken);
            });
        }, MayTake: 4 * 1024 * 1024);
        yield return new("E11", "an answer byte by byte, slower than the client waits", arena => arena.AttackClientAsync(rogue => rogue.ServeAsync(async (connection, id, request) =>
        {
            if (request is not CreateSessionRequest)
            {
                return false;
            }

            await connection.SayAsync(connection.Seal(id, Wire.Encode(new CreateSessionResponse()))[..9]);
            return true;
        }), options => options with { OperationTimeout = TimeSpan.FromMilliseconds(400) }, "BadTimeout"), MayTake: 4 * 1024 * 1024);
    }

    private static IEnumerable<BadInput> Times()
    {
        foreach (var ticks in (long[])[long.MaxValue, long.MinValue, 0, -1, DateTime.MaxValue.Ticks])
        {
            yield return Publishing("E13", $"a value of the time {ticks}, then one of now", n => n > 2 ? null : Data((uint)n, n, time: n == 1 ? new UaDateTime(ticks) : UaDateTime.Now(TimeProvider.System)), victim => victim.NextValueAsync("2"));
            yield return Publishing("E15", $"a publish time of {ticks}, then of now", n => n > 2 ? null : Data((uint)n, n, published: n == 1 ? new UaDateTime(ticks) : UaDateTime.Now(TimeProvider.System)), victim => victim.NextValueAsync("2"));
        }

        yield return Publishing("E15", "a clock that jumps with every message", n => n > 50 ? null : Data((uint)n, n, published: new UaDateTime(n % 2 == 0 ? long.MaxValue : 0)), victim => victim.NextValueAsync("50"));
    }

    private static IEnumerable<BadInput> Kinds()
    {
        Variant[] values = [Variant.Null, Variant.Of("text"), Variant.Of(1.5), Variant.Of(true), Variant.OfArray(BuiltInType.Int32, (int[])[1, 2]), Variant.Of(new byte[1_000]), Variant.Of(new ExtensionObject(new NodeId(9), ExtensionBody.Xml, new byte[5])), Variant.Of(double.NaN), Variant.Of(StatusCode.BadTimeout)];
        foreach (var (index, value) in values.Index())
        {
            yield return Publishing("E14", $"an Int32 that becomes {value.Type} {index}", n => n > 3 ? null : n == 2 ? Message(2, new DataChangeNotification([new MonitoredItemNotification(1, new DataValue(value))])) : Data((uint)n, n), victim => victim.NextValueAsync("3"));
        }
    }

    private static IEnumerable<BadInput> Herd()
    {
        foreach (var count in (int[])[10, 40])
        {
            yield return new("E16", $"{count} servers that come back at once", async arena =>
            {
                List<HonestClient> clients = [];
                await using var address = new RogueServer(rogue => rogue.HearAsync());
                try
                {
                    for (var i = 0; i < count; i++)
                    {
                        clients.Add(await HonestClient.StartAsync(arena.Plant.ClientOptions(address.Url), arena.Log));
                    }

                    await arena.ServedAsync();
                    address.PutHonest(arena.Plant.Url);
                    foreach (var client in clients)
                    {
                        await client.NextStateAsync(state => state.IsConnected);
                    }

                    await clients[^1].ExpectServedAsync(arena.Plant);
                }
                finally
                {
                    foreach (var client in clients)
                    {
                        await client.DisposeAsync();
                    }
                }

                await arena.RoomAsync();
            }, MayTake: count * 4L * 1024 * 1024);
        }
    }

    private static ReadResponse Values(ReadRequest read, Variant namespaces) => new()
    {
        Results = [.. read.NodesToRead.Select(node => node.NodeId == new NodeId(2255) ? new DataValue(namespaces) : new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown))],
    };

    private static PublishResponse Data(
        uint number, int value, bool more = false, uint[]? available = null, uint handle = 1, uint subscription = 1, UaDateTime time = default, UaDateTime published = default)
    {
        var message = Message(number, new DataChangeNotification([new MonitoredItemNotification(handle, new DataValue(Variant.Of(value), StatusCode.Good, time, time))]), subscription, more, available, published);
        return message;
    }

    private static PublishResponse Message(uint number, NotificationData data, uint subscription = 1, bool more = false, uint[]? available = null, UaDateTime published = default) => new()
    {
        SubscriptionId = subscription,
        AvailableSequenceNumbers = available ?? [number],
        MoreNotifications = more,
        Notification = new NotificationMessage { SequenceNumber = number, PublishTime = published, Data = [data] },
    };
}
