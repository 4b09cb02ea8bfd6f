using System.CommandLine;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Cli.Points;
using IndustrialGateway.Client;

namespace IndustrialGateway.Cli.History;

/// <summary><c>igw history</c>: a point's raw samples over a time.</summary>
internal static class HistoryCommand
{
    public static Command Create(TimeProvider time)
    {
        var platform = new PlatformOptions();
        var point = new Argument<string>("POINT") { Description = "Full name, or the path with --gateway." };
        var gateway = new Option<string>("--gateway", "-g")
        {
            Description = "The gateway of the path.",
            DefaultValueFactory = _ => "",
        };
        var range = new TimeRange(time);
        var limit = new Option<long?>("--limit", "-n") { Description = "End after this many samples." };
        var newest = new Option<bool>("--newest-first") { Description = "From the end of the range backwards." };
        var command = new Command("history", "Show a point's raw samples, oldest first, with the gaps that are known.")
        {
            point, gateway, limit, newest,
        };
        range.AddTo(command);
        platform.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = platform.Access(parsed).Open();
            var (from, to) = range.Read(parsed);
            var left = parsed.GetValue(limit) ?? long.MaxValue;
            var query = new HistoryQuery
            {
                Point = Names.Point(parsed.GetRequiredValue(gateway), parsed.GetRequiredValue(point)),
                From = from,
                To = to,
                NewestFirst = parsed.GetValue(newest),
                PageSize = (int)Math.Clamp(left, 1, 10_000),
            };
            using IHistoryOutput output = platform.IsJson(parsed) ? new HistoryJson() : new HistoryLines();
            await foreach (var page in client.ListSamplePagesAsync(query, cancellationToken))
            {
                output.Show(page, (int)Math.Min(left, page.Samples.Count));
                left -= page.Samples.Count;
                if (left <= 0)
                {
                    break;
                }
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
