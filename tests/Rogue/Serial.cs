using Xunit.Sdk;
using Xunit.v3;

// One case at a time: memory and exceptions are judged for the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]
