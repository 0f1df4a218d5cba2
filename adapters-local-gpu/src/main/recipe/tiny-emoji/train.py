import torch,time,sys,copy,math,random,json,os
import torch.nn.functional as Fn
from model import *; import batch2; from batch2 import *; from prior import Prior
name=sys.argv[1]; cfg=json.loads(sys.argv[2]); MIN=float(sys.argv[3]); LR=float(sys.argv[4]) if len(sys.argv)>4 else 8e-4
B=int(sys.argv[5]) if len(sys.argv)>5 else 32
stop_after=float(sys.argv[6]) if len(sys.argv)>6 else MIN
torch.set_num_threads(2); torch.manual_seed(0); r=random.Random(0)
net=Net(vocab.size(),**cfg)
INIT=os.environ.get('INIT'); OFF=float(os.environ.get('OFFSET','0')); SEEN0=0
if INIT:
    ck=torch.load(INIT); print(net.load_state_dict(ck['ema'],strict=False),flush=True); SEEN0=ck['seen']
net=net.to(memory_format=torch.channels_last); n16=copy.deepcopy(net).bfloat16(); n16.unet.fr.data=net.unet.fr.data.clone()
pr=Prior(vocab.size()); pr.load_state_dict(torch.load('out/prior.pt')); pr.requires_grad_(False); pr16=copy.deepcopy(pr).bfloat16(); pr16.basis.data=pr.basis.data.bfloat16()
CS=torch.from_numpy(np.load('pca.npz')['code'][:,:192].std(0))
def layout(ids,wt,keep,noise=True,fl=None):
    with torch.no_grad():
        c=pr16.code(ids,wt).float()
        if noise: c=c+CS*torch.randn_like(c)*(torch.rand(len(c),1)*.35)
        l=(c.bfloat16()@pr16.basis+pr16.mean).float().reshape(-1,3,32,32).clamp(-1.2,1.2)
        if fl is not None:
            for i,f in enumerate(fl):
                if f: l[i]=l[i].flip(2)
        return l*keep[:,None,None,None]
ema=copy.deepcopy(net); E=list(ema.parameters()); P=list(net.parameters()); Q=list(n16.parameters())
opt=torch.optim.AdamW([dict(params=[p for n,p in net.named_parameters() if 'tab' in n],lr=LR*3,weight_decay=0.,m=3.),dict(params=[p for n,p in net.named_parameters() if 'tab' not in n],lr=LR,weight_decay=.01,m=1.)],betas=(.9,.99))
print('unet',sum(p.numel() for p in net.unet.parameters())/1e6,'text',sum(p.numel() for p in net.text.parameters())/1e6,'MMAC',macs(net)/1e6,flush=True)
rv=random.Random(99); vx,vc,vi,vw=batch(rv,256,0); vl=layout(vi,vw,torch.ones(256),False,list(batch2.FL)); vt=(torch.arange(256)+.5)/256; ve=torch.randn(256,3,64,64,generator=torch.Generator().manual_seed(5))
def noised(x,e,t):
    a=torch.cos(t*math.pi/2)[:,None,None,None]; s=torch.sin(t*math.pi/2)[:,None,None,None]
    return a*x+s*e, a*e-s*x
def val():
    z,v=noised(vx,ve,vt); n=copy.deepcopy(ema).bfloat16(); n.unet.fr.data=ema.unet.fr.data.clone()
    with torch.no_grad(): l=torch.cat([((n(z[i:i+64],vt[i:i+64],vi[i:i+64],vw[i:i+64],vl[i:i+64])-v[i:i+64])**2).mean((1,2,3)) for i in range(0,256,64)])
    return [l.mean().item()]+[l[k*64:(k+1)*64].mean().item() for k in range(4)]
def save(tag): torch.save(dict(cfg=cfg,ema=ema.state_dict(),step=step,seen=step*B,vocab=vocab.list,min=(time.time()-t0)/60),f'out/{name}_{tag}.pt.tmp'); os.replace(f'out/{name}_{tag}.pt.tmp',f'out/{name}_{tag}.pt')
t0=time.time()-OFF*60; step=SEEN0//B; run=0.; last=time.time(); nextck=10*int(OFF//10)+10; w0=step; nlog=0
while True:
    el=(time.time()-t0)/60
    if el>=min(MIN,stop_after): break
    g=min(1,(step-w0+1)/100)*(.02+.98*.5*(1+math.cos(math.pi*min(1,(el-OFF)/(MIN-OFF)))))
    for q in opt.param_groups: q['lr']=LR*q['m']*g
    x,cs,ids,wt=batch(r,B)
    t=((torch.randperm(B)+torch.rand(B))/B)**float(os.environ.get('TP','1')); e=torch.randn_like(x)
    z,v=noised(x,e,t)
    ly=layout(ids,wt,torch.tensor([1. if c else 0. for c in cs]),True,batch2.FL)
    o=n16(z.contiguous(memory_format=torch.channels_last),t,ids,wt,ly.contiguous(memory_format=torch.channels_last))
    l=((o-v)**2).mean(); l.backward()
    gn2=0.
    for p,q in zip(P,Q): p.grad=q.grad.float(); q.grad=None
    torch.nn.utils.clip_grad_norm_(P,1.0)
    opt.step(); opt.zero_grad(set_to_none=True); step+=1
    d=min(.9993,(1+step-w0)/(15+step-w0))
    with torch.no_grad():
        for a,p,q in zip(E,P,Q): a.lerp_(p,1-d); q.copy_(p)
    run+=l.item(); nlog+=1
    if time.time()-last>30:
        print(f'{el:.1f} min step {step} seen {step*B} ep {step*B/len(items):.1f} loss {run/nlog:.4f} val '+' '.join('%.4f'%a for a in val()) if int(el*2)%2==0 else f'{el:.1f} min step {step} loss {run/nlog:.4f}',flush=True); run=0;nlog=0;last=time.time()
    if el>=nextck: save(f'{nextck:02d}'); nextck+=10
print('end',step,step*B,'epochs',step*B/len(items),'val',val(),flush=True); save('final')
