// One constant of every built-in type: `Scalar/…` and `Array/…`. The tests hold the same values in C#.
import opcua from 'node-opcua';

const { coerceLocalizedText, coerceNodeId, coerceQualifiedName, DataType, ExpandedNodeId, NodeIdType, Range, StatusCodes, Variant, VariantArrayType } = opcua;

const guid = '72962B91-FA75-4AE6-8D28-B404DC7DAF63';

/** Type name, its scalar, its array. 64-bit integers are [high, low]. */
const values = [
  ['Boolean', true, [true, false, true]],
  ['SByte', -128, [-128, 0, 127]],
  ['Byte', 255, [0, 255]],
  ['Int16', -32768, [-32768, 32767]],
  ['UInt16', 65535, [0, 65535]],
  ['Int32', -2147483648, [-2147483648, 2147483647]],
  ['UInt32', 4294967295, [0, 4294967295]],
  ['Int64', [0x80000000, 0], [[0x80000000, 0], [0x7fffffff, 0xffffffff]]],
  ['UInt64', [0xffffffff, 0xffffffff], [[0, 0], [0xffffffff, 0xffffffff]]],
  ['Float', 0.10000000149011612, [-1.5, 0.10000000149011612]],
  ['Double', Math.PI, [Number.MIN_VALUE, -0, Math.PI]],
  ['String', '压力 <b>', ['', 'a', '压力']],
  ['DateTime', new Date(Date.UTC(2026, 10, 23, 23, 59, 58, 123)), [new Date(Date.UTC(1999, 11, 31)), new Date(Date.UTC(2026, 0, 1))]],
  ['Guid', guid, [guid, '00000000-0000-0000-0000-000000000001']],
  ['ByteString', Buffer.from([0, 255, 1]), [Buffer.from([1]), Buffer.from([2, 3])]],
  ['XmlElement', '<a>1</a>', ['<a/>', '<b/>']],
  ['NodeId', coerceNodeId('ns=1;s=Machine'), [coerceNodeId('i=85'), coerceNodeId(`ns=1;g=${guid}`)]],
  [
    'ExpandedNodeId',
    // Here at home: node-opcua clones a scalar on its way, and the clone forgets namespace URI and server. An array keeps them.
    new ExpandedNodeId(NodeIdType.STRING, 'A', 1),
    [new ExpandedNodeId(NodeIdType.NUMERIC, 85, 0), new ExpandedNodeId(NodeIdType.STRING, 'A', 0, 'urn:elsewhere', 1)],
  ],
  ['StatusCode', StatusCodes.BadNoCommunication, [StatusCodes.Good, StatusCodes.BadNoCommunication]],
  ['QualifiedName', coerceQualifiedName('1:Name'), [coerceQualifiedName('Name'), coerceQualifiedName('1:Name')]],
  ['LocalizedText', coerceLocalizedText({ locale: 'zh-CN', text: '压力机' }), [coerceLocalizedText({ text: 'a' }), coerceLocalizedText({ locale: 'en', text: 'b' })]],
  ['ExtensionObject', new Range({ low: -1, high: 250.5 }), [new Range({ low: 0, high: 1 }), new Range({ low: 2, high: 3 })]],
];

export function addValues(namespace, machine) {
  const folders = { Scalar: addFolder('Scalar'), Array: addFolder('Array') };
  for (const [type, scalar, array] of values) {
    add('Scalar', type, -1, new Variant({ dataType: DataType[type], arrayType: VariantArrayType.Scalar, value: scalar }));
    add('Array', type, 1, new Variant({ dataType: DataType[type], arrayType: VariantArrayType.Array, value: array }));
  }

  const matrix = new Variant({ dataType: DataType.Int32, arrayType: VariantArrayType.Matrix, dimensions: [2, 3], value: [1, 2, 3, 4, 5, 6] });
  add('Array', 'Matrix', 2, matrix, 'Int32');
  add('Scalar', 'Null', -1, new Variant({ dataType: DataType.Null }), 'BaseDataType');

  function addFolder(name) {
    return namespace.addObject({ componentOf: machine, browseName: name, nodeId: `s=${name}` });
  }

  function add(folder, name, valueRank, variant, dataType = name === 'ExtensionObject' ? 'Range' : name) {
    namespace.addVariable({
      componentOf: folders[folder],
      browseName: name,
      nodeId: `s=${folder}/${name}`,
      dataType,
      valueRank,
      ...(valueRank > 1 ? { arrayDimensions: variant.dimensions } : {}),
      value: variant,
    });
  }
}
