using IndustrialGateway.Platform.Catalogue;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace IndustrialGateway.Platform.Apps;

/// <summary>Keeps what keys did: every ten seconds and at the end of the process. A kill loses ten seconds of counts at most.</summary>
internal sealed partial class UsageLedger(
    ApiUsage usage, CatalogueStore store, TimeProvider time, ILogger<UsageLedger> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _saving = new(1, 1);

    /// <summary>What a key did in the minutes [from, to) since 1970; what is counted and not yet kept is included.</summary>
    public async Task<UsageFigures> ReadAsync(string key, long fromMinute, long toMinute, CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            await using var context = store.Context();
            var kept = await context.Usage.AsNoTracking()
                .Where(row => row.Key == key && row.Minute >= fromMinute && row.Minute < toMinute)
                .ToListAsync(cancellationToken);
            var pending = usage.Pending()
                .Where(entry => entry.Key == key && entry.Minute >= fromMinute && entry.Minute < toMinute)
                .Select(entry => entry.Figures);
            return kept.Select(row => new UsageFigures(row.Calls, row.SamplesRead, row.Refused)).Concat(pending)
                .Aggregate(default(UsageFigures), (sum, figures) => sum + figures);
        }
        finally
        {
            _saving.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SaveAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _saving.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SaveAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is System.Data.Common.DbException or DbUpdateException)
            {
                LogNotSaved(failure);
            }
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            var pending = usage.Pending();
            if (pending.Any(entry => entry.Figures != default))
            {
                await WriteAsync(pending, cancellationToken);
            }

            foreach (var (key, minute, figures) in pending)
            {
                usage.Settle(key, minute, figures);
            }
        }
        finally
        {
            _saving.Release();
        }
    }

    private async Task WriteAsync(
        IReadOnlyList<(string Key, long Minute, UsageFigures Figures)> pending, CancellationToken cancellationToken)
    {
        await using var context = store.Context();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await using (var add = BulkStatement.AddUsage(transaction.GetDbTransaction()))
        {
            foreach (var (key, minute, figures) in pending)
            {
                await add.ExecuteAsync([key, minute, figures.Calls, figures.SamplesRead, figures.Refused], cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The counts of API calls could not be kept; trying again")]
    private partial void LogNotSaved(Exception failure);
}
