using System.Data.Common;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>One prepared statement that is run for many rows; its parameters are @p0, @p1 and so on.</summary>
internal sealed class BulkStatement : IAsyncDisposable
{
    private readonly DbCommand _command;

    private BulkStatement(DbTransaction transaction, string sql, int parameters)
    {
        // Open while its transaction is.
        _command = transaction.Connection!.CreateCommand();
        _command.Transaction = transaction;
#pragma warning disable CA2100 // The text is one of the constants below.
        _command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++)
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            _command.Parameters.Add(parameter);
        }
    }

    public static BulkStatement InsertPoint(DbTransaction transaction) => new(
        transaction,
        """
        INSERT INTO "Points" ("Id", "GatewayId", "Path", "Equipment", "DisplayName", "DataType", "ValueRank", "Unit", "SourceAddress", "EnumTexts")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
        """,
        parameters: 10);

    public static BulkStatement UpdatePoint(DbTransaction transaction) => new(
        transaction,
        """
        UPDATE "Points" SET "GatewayId" = @p1, "Path" = @p2, "Equipment" = @p3, "DisplayName" = @p4, "DataType" = @p5,
            "ValueRank" = @p6, "Unit" = @p7, "SourceAddress" = @p8, "EnumTexts" = @p9
        WHERE "Id" = @p0
        """,
        parameters: 10);

    public static BulkStatement InsertAlias(DbTransaction transaction) => new(
        transaction,
        """
        INSERT INTO "Aliases" ("EpochId", "Alias", "PointId", "Kind", "DecimalPlaces", "DataType", "ValueRank")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)
        """,
        parameters: 7);

    public static BulkStatement AddUsage(DbTransaction transaction) => new(
        transaction,
        """
        INSERT INTO "Usage" ("Key", "Minute", "Calls", "SamplesRead", "Refused") VALUES (@p0, @p1, @p2, @p3, @p4)
        ON CONFLICT ("Key", "Minute") DO UPDATE SET "Calls" = "Usage"."Calls" + excluded."Calls",
            "SamplesRead" = "Usage"."SamplesRead" + excluded."SamplesRead", "Refused" = "Usage"."Refused" + excluded."Refused"
        """,
        parameters: 5);

    public Task ExecuteAsync(ReadOnlySpan<object> values, CancellationToken cancellationToken)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }

        return _command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
