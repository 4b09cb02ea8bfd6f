using IndustrialGateway.Edge;

return await GatewayProgram.RunAsync(args);
