import torch,math,sys,numpy as np,random,time
from PIL import Image,ImageDraw
from model import *; from text import *
from prior_net import Prior
def load(f):
    c=torch.load(f,map_location='cpu'); v=Vocab(c['vocab']); n=Net(v.size(),**c['cfg']); n.load_state_dict(c['ema']); n.eval(); n.prior=None
    if c['cfg'].get('lay'): n.prior=Prior(v.size()); n.prior.load_state_dict(c['prior'] if 'prior' in c else torch.load('out/prior.pt'))
    return n,v,c
def encode(v,ps):
    ids=torch.zeros(len(ps),W,F,dtype=torch.long); wt=torch.zeros(len(ps),W,F)
    for b,p in enumerate(ps):
        for j,w in enumerate(list(dict.fromkeys(words(p)))[:W]):
            a,c=v.feats(w); ids[b,j]=torch.tensor(a); wt[b,j]=torch.tensor(c)
    return ids,wt
def noise(seeds,n=None): return torch.stack([torch.from_numpy(np.random.RandomState(s).randn(3,64,64).astype(np.float32)) for s in seeds])
@torch.no_grad()
def sample(net,ids,wt,x,steps=25,cfg=3.,method='ddim',lo=0.0,hi=1.0,seed=0,resc=0.,bf=True,flip=None,jit=0.):
    B=len(x); half=net.unet
    if bf:
        import copy; half=copy.deepcopy(net.unet).bfloat16().to(memory_format=torch.channels_last); half.fr.data=net.unet.fr.data.clone()
    P,T,M=net.text(torch.cat([ids,torch.zeros_like(ids)]),torch.cat([wt,torch.zeros_like(wt)]))
    LY=()
    if net.prior is not None:
        c=net.prior.code(ids,wt)
        if jit: c=c+jit*CS*torch.from_numpy(np.random.RandomState(seed).randn(*c.shape).astype(np.float32))
        ly=net.prior.picture(c).clamp(-1.2,1.2)
        if flip is not None:
            for i,f in enumerate(flip):
                if f: ly[i]=ly[i].flip(2)
        LY=(torch.cat([ly,torch.zeros_like(ly)]),)
    if bf: P,T,M=P.bfloat16(),T.bfloat16(),M.bfloat16()
    ts=torch.linspace(1,0,steps+1)
    if method=='euler_a': ts=torch.cat([torch.tensor([.997]),ts[1:]]); 
    g=torch.Generator().manual_seed(seed)
    for i in range(steps):
        t,u=ts[i].item(),ts[i+1].item(); a,s=math.cos(t*math.pi/2),math.sin(t*math.pi/2); a2,s2=math.cos(u*math.pi/2),math.sin(u*math.pi/2)
        k=cfg if lo<=t<=hi else 1.
        if k!=1.:
            v=half(torch.cat([x,x]),torch.full((2*B,),t),P,T,M,*LY).float(); v=v[B:]+k*(v[:B]-v[B:])
        else: v=half(x,torch.full((B,),t),P[:B],T[:B],M[:B],*[l[:B] for l in LY]).float()
        x0=(a*x-s*v).clamp(-1,1)
        e=(x-a*x0)/max(s,1e-6)
        if method=='ddim': x=a2*x0+s2*e
        else: # euler ancestral (k-diffusion) in sigma space
            if u<=0: x=x0; continue
            S,S2=s/a,s2/a2; up=min(S2,math.sqrt(S2**2*(S**2-S2**2)/S**2)); dn=math.sqrt(S2**2-up**2)
            y=x/a; d=(y-x0)/S; y=y+d*(dn-S)
            x=(y+up*torch.randn(x.shape,generator=g))*a2
    return x.clamp(-1,1)
def u8(x): return ((x.permute(0,2,3,1).numpy()+1)*127.5+.5).clip(0,255).astype(np.uint8)
def sheet(rows,labels,fn,cols,scale=2,lab_h=14):
    n=len(rows); R=(n+cols-1)//cols; S=64*scale; im=Image.new('RGB',(cols*(S+4),R*(S+4+lab_h)),(230,230,230)); d=ImageDraw.Draw(im)
    for i,a in enumerate(rows):
        x,y=(i%cols)*(S+4)+2,(i//cols)*(S+4+lab_h)+2
        im.paste(Image.fromarray(a).resize((S,S),Image.BICUBIC if scale>2 else Image.BICUBIC),(x,y)); d.text((x,y+S),labels[i][:24].encode('ascii','replace').decode(),fill=(0,0,0))
    im.save(fn)
PROMPTS=['a cute panda','red apple','smiling face with sunglasses','rocket','castle','blue heart','pizza','cat','crying face','tree','a sleepy panda with sunglasses','dragon','woman astronaut','hamburger','guitar','owl',
 'purple cat','green rocket','red fish on a blue background','pandas','a dog wearing a crown','birthday cake','snowman','sailboat at sunset']
if __name__=='__main__':
    torch.set_num_threads(2); f,out=sys.argv[1],sys.argv[2]; meth=sys.argv[3] if len(sys.argv)>3 else 'ddim'; cfg=float(sys.argv[4]) if len(sys.argv)>4 else 3.; steps=int(sys.argv[5]) if len(sys.argv)>5 else 25
    n,v,c=load(f); ids,wt=encode(v,PROMPTS); t=time.time()
    o=sample(n,ids,wt,noise(range(24)),steps,cfg,meth); print('sampled 24 in %.1f s'%(time.time()-t), 'ckpt step',c['step'],'min %.1f'%c['min'])
    sheet(list(u8(o)),PROMPTS,out,8)
