namespace IndustrialGateway.Platform.Catalogue;

internal static class CatalogueServices
{
    /// <summary>What there is.</summary>
    public static IServiceCollection AddCatalogue(this IServiceCollection services) => services
        .AddSingleton<CatalogueStore>()
        .AddSingleton<ICatalogueStore>(provider => provider.GetRequiredService<CatalogueStore>())
        .AddSingleton<PointCatalogue>();
}
