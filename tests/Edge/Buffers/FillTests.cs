using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>What is said of a log that fills.</summary>
public sealed class FillTests
{
    [Fact]
    public void Each_mark_is_news_once_and_left_only_when_the_fill_is_clearly_below_it()
    {
        var alarm = new FillAlarm();

        bool[] news = [.. new double[] { 49, 50, 48, 51, 80, 79, 76, 96, 91, 89, 44, 10 }.Select(alarm.Take)];

        Assert.Equal([false, true, false, false, true, false, false, true, false, true, true, false], news);
        Assert.Equal(0, alarm.Mark);
    }

    [Fact]
    public void A_log_that_fills_evenly_says_when_it_is_full_and_one_that_empties_says_nothing()
    {
        var time = new FakeTimeProvider();
        var forecast = new FillForecast(time);
        Assert.Null(forecast.TimeToFull(1000));

        var bytes = 0L;
        for (var second = 0; second < 3600; second++)
        {
            forecast.Take(bytes += 10);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1000, forecast.TimeToFull(bytes + 10_000)!.Value.TotalSeconds, tolerance: 1);
        for (var second = 0; second < 3600; second++)
        {
            forecast.Take(bytes -= 10);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(forecast.TimeToFull(bytes + 10_000));
    }
}
