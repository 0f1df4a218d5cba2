import numpy as np,pickle,torch,random
from text import *
D=pickle.load(open('data.pkl','rb')); items=D['items']; vocab=Vocab(D['vocab'])
IM=np.stack([i['img'] for i in items])
HUE=dict(red=.995,orange=.075,yellow=.145,green=.33,cyan=.5,blue=.61,purple=.76,pink=.92)
BG=dict(red=(229,57,53),orange=(251,140,0),yellow=(255,221,64),green=(102,187,106),cyan=(77,208,225),blue=(66,133,244),purple=(149,88,200),pink=(244,143,177),brown=(141,110,99),black=(20,20,22),gray=(158,158,158),white=(255,255,255))
CW={'People & Body':.6,'Smileys & Emotion':1.3,'Animals & Nature':1.35,'Food & Drink':1.3,'Travel & Places':1.,'Objects':.9,'Activities':1.,'Symbols':.9}
PW=np.array([CW[i['cat']]*(.3 if i['sub']=='time' and 'clock' in i['label'] and i['label'][0] in 'otfsne' and 'o’clock' in i['label'] else 1) for i in items]); PW/=PW.sum()
COLW=set(HUE)|set(BG)
def hsv2rgb(h,s,v):
    i=np.floor(h*6).astype(int)%6; f=h*6-np.floor(h*6); p=v*(1-s);q=v*(1-f*s);t=v*(1-(1-f)*s)
    r=np.choose(i,[v,q,p,p,t,v]);g=np.choose(i,[t,v,v,q,p,p]);b=np.choose(i,[p,p,t,v,v,q]); return np.stack([r,g,b],-1)
def rgb2hsv(a):
    mx=a.max(-1);mn=a.min(-1);d=mx-mn; r,g,b=a[...,0],a[...,1],a[...,2]; dd=np.where(d==0,1,d)
    h=np.where(mx==r,((g-b)/dd)%6,np.where(mx==g,(b-r)/dd+2,(r-g)/dd+4))/6
    return np.where(d==0,0,h),np.where(mx==0,0,d/np.where(mx==0,1,mx)),mx
def caption(it,r):
    u=r.random(); L=words(it['label'])
    tags=it['tags']
    if u<.55 or not tags: c=L
    elif u<.72: c=L+sum([words(t) for t in r.sample(tags,min(len(tags),r.randint(1,3)))],[])
    elif u<.82: c=words(r.choice(it['short']))
    elif u<.92: c=sum([words(t) for t in r.sample(tags,min(len(tags),r.randint(1,3)))],[])
    else:
        c=[w for w in L if r.random()<.75] or L
    if r.random()<.06: c=['cute']+c
    return c
def one(r,idx=None,geo=True):
    i=idx if idx is not None else int(np.searchsorted(CUM,r.random())); it=items[i]
    a=IM[i].astype(np.float32)/255; rgb,al=a[...,:3],a[...,3:]
    c=caption(it,r)
    if it['hue'] is not None and r.random()<.22:
        k=r.choice(list(HUE)); h,s,v=rgb2hsv(rgb); h=(h+HUE[k]-it['hue'])%1
        if k=='pink': s=s*.55; v=np.minimum(1,v*1.05)
        rgb=hsv2rgb(h,s,v); c=[k]+[w for w in c if w not in COLW]
        if len(c)==1: c+=[w for w in words(it['label']) if w not in COLW]
    bg=np.ones(3,np.float32)
    if r.random()<.12:
        k=r.choice(list(BG)); bg=np.array(BG[k],np.float32)/255; c=c+[k+'background']
    x=rgb*al+bg*(1-al)
    fl=geo and it['flip'] and r.random()<.3
    if fl: x=x[:,::-1]
    if geo and r.random()<.3:
        dx,dy=r.randint(-2,2),r.randint(-2,2)
        y=np.empty_like(x); y[:]=bg
        y[max(0,dy):64+min(0,dy),max(0,dx):64+min(0,dx)]=x[max(0,-dy):64-max(0,dy),max(0,-dx):64-max(0,dx)]; x=y
    c=list(dict.fromkeys(c))
    if len(c)>W: c=c[:W]
    return x*2-1,c,fl
CUM=np.cumsum(PW); CUM[-1]=1
FC={}
def feats(w,own=True):
    k=(w,own)
    if k not in FC: FC[k]=vocab.feats(w,own)
    return FC[k]
def enc(cs,r=None):
    ids=np.zeros((len(cs),W,F),np.int64); wt=np.zeros((len(cs),W,F),np.float32)
    for b,c in enumerate(cs):
        for j,w in enumerate(c[:W]):
            own=True
            if r is not None and r.random()<.15:
                own=False
                if r.random()<.3: w=w+'s'
            a,b2=feats(w,own); ids[b,j]=a; wt[b,j]=b2
    return torch.from_numpy(ids),torch.from_numpy(wt)
def batch(r,B,drop=.12):
    xs=[];cs=[];global FL;FL=[]
    for _ in range(B):
        x,c,f=one(r); FL.append(f); xs.append(x); cs.append([] if r.random()<drop else c)
    x=torch.from_numpy(np.stack(xs).astype(np.float32)).permute(0,3,1,2)
    return x,cs,*enc(cs,r)
if __name__=='__main__':
    import time
    from PIL import Image
    r=random.Random(0); t=time.time(); x,cs,i,w=batch(r,64); print(time.time()-t)
    for c in cs: print(c)
    g=((x.permute(0,2,3,1).numpy()+1)*127.5).astype(np.uint8).reshape(8,8,64,64,3).transpose(0,2,1,3,4).reshape(512,512,3)
    Image.fromarray(g).save('data.png')
