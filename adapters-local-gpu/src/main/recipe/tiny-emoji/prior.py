import torch,numpy as np,pickle,time,random,copy,math,sys
from torch import nn
from model import Text
from batch2 import *
K=192
class Prior(nn.Module):
    # words -> pooled vector -> K codes -> 3x32x32 layout picture
    def __init__(s,V,D=128,E=512):
        super().__init__(); s.text=Text(V,D,E); s.h=nn.Sequential(nn.SiLU(),nn.Linear(E,E),nn.SiLU(),nn.Linear(E,K)); s.register_buffer('basis',torch.zeros(K,3072)); s.register_buffer('mean',torch.zeros(3072))
    def code(s,ids,wt): return s.h(s.text(ids,wt)[0])*2.0
    def picture(s,c): return (c.float()@s.basis.float()+s.mean.float()).reshape(-1,3,32,32)
if __name__=='__main__':
    torch.set_num_threads(2); torch.manual_seed(1); MIN=float(sys.argv[1])
    z=np.load('pca.npz'); code=torch.from_numpy(z['code'][:,:K]); cs=pickle.load(open('pr_c.pkl','rb'))
    p=Prior(vocab.size()); p.basis.copy_(torch.from_numpy(z['basis'][:K])); p.mean.copy_(torch.from_numpy(z['mean']))
    r=random.Random(3); ids,wt=enc(cs,r); print('enc',ids.shape,flush=True)
    q=copy.deepcopy(p).bfloat16();
    P=[a for a in p.parameters()]; Q=[a for a in q.parameters()]
    opt=torch.optim.Adam([dict(params=[a for n,a in p.named_parameters() if 'tab' in n],m=4.),dict(params=[a for n,a in p.named_parameters() if 'tab' not in n],m=1.)],lr=1e-3,betas=(.9,.99))
    lab=['panda','red apple','smiling face with sunglasses','rocket','castle','blue heart','pizza','cat','crying face','tree','hamburger','purple cat']
    t0=time.time(); B=256; st=0; run=0
    while True:
        el=(time.time()-t0)/60/MIN
        if el>=1: break
        g=.5*(1+math.cos(math.pi*el))+.01
        for x in opt.param_groups: x['lr']=1.5e-3*x['m']*g
        i=torch.randint(0,len(cs),(B,)); l=((q.code(ids[i],wt[i]).float()-code[i])**2).sum(1).mean()/3072; l.backward()
        for a,b in zip(P,Q): 
            if b.grad is not None: a.grad=b.grad.float(); b.grad=None
        opt.step(); opt.zero_grad(set_to_none=True); st+=1; run+=l.item()
        with torch.no_grad():
            for a,b in zip(P,Q): b.copy_(a)
        if st%200==0: print('%.2f min step %d samples/s %.0f loss %.4f (code var %.4f)'%(el*MIN,st,st*B/(time.time()-t0),run/200,(code**2).sum(1).mean()/3072),flush=True); run=0
    torch.save(p.state_dict(),'out/prior.pt')
