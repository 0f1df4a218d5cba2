# takes the weights out of the int8 graphs: graphs without numbers, and one safetensors file with all of them
import hashlib,json,struct,sys
import numpy as np,onnx
from onnx import numpy_helper as H,TensorProto as T
src,dst=sys.argv[1:3]
PART={'u':'model.diffusion_model','t':'cond_stage_model.text','p':'cond_stage_model.prior'}  # the first words are Stable Diffusion's
FOLDED={'Mul':'weight','MatMul':'weight','Add':'bias'}  # the exporter drops the names of what it folds; the reading node tells
PRIOR={'MatMul':'basis','Add':'mean'}
def name(t,reader):
    if t.startswith('onnx::'):
        *path,op=reader.name.strip('/').split('/')
        if path==['u']: return None  # the frequencies of the time embedding are no weights
        t='.'.join(path+[FOLDED[op]]) if path else PRIOR[op]
        if t.split('.')[0] not in PART: t='p.'+t
    part,rest=t.split('.',1); return PART[part]+'.'+rest
weights={}
for graph in ('text','denoiser'):
    m=onnx.load(f'{src}/{graph}_int8.onnx'); g=m.graph
    small={n.output[0]:n for n in g.node if n.op_type=='DequantizeLinear'}
    nodes=[n for n in g.node if n.op_type!='DequantizeLinear']
    reader={x:n for n in nodes for x in n.input}; values={t.name:H.to_array(t) for t in g.initializer}
    tensors=[(o,{'.scale':values[n.input[1]],'':values[n.input[0]]}) for o,n in small.items()]
    tensors+=[(t,{'':a}) for t,a in values.items() if t in reader]
    rest=[]; new={}
    for t,a in tensors:
        n=name(t,reader[t])
        if n is None: rest.append(H.from_array(a[''],t)); continue
        assert n not in weights; weights.update({n+k:v for k,v in a.items()}); new[t]=n
        e=T(name=n,data_type=T.FLOAT,dims=a[''].shape,data_location=T.EXTERNAL); e.external_data.add(key='location',value='weights'); rest.append(e)
    for n in nodes: n.input[:]=[new.get(x,x) for x in n.input]
    del g.node[:]; g.node.extend(nodes); del g.initializer[:]; g.initializer.extend(rest); onnx.save(m,f'{dst}/{graph}.onnx')
data=b''; header={'__metadata__':{'format':'pt'}}
for n,a in weights.items():  # a scale lies right before what it scales, so that the file can be read in one go
    header[n]={'dtype':{'int8':'I8','float32':'F32'}[str(a.dtype)],'shape':list(a.shape),'data_offsets':[len(data),len(data)+a.nbytes]}; data+=a.tobytes()
header['__metadata__']['made_from']=hashlib.sha256(data).hexdigest()
h=json.dumps(header,separators=(',',':')).encode(); h+=b' '*(-len(h)%8)
open(f'{dst}/tiny-emoji.int8.safetensors','wb').write(struct.pack('<Q',len(h))+h+data)
