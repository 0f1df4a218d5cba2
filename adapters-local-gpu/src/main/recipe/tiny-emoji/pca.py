# what the prior is trained on: many captioned pictures, shrunk to 32x32, and their coordinates on the main axes
import numpy as np,pickle,random,sys
from batch2 import one
N=int(sys.argv[1]) if len(sys.argv)>1 else 24000; K=256
r=random.Random(7); X=np.empty((N,3072),np.float32); cs=[]
for n in range(N):
    x,c,_=one(r,geo=False)                                   # not mirrored, not moved: train.py mirrors the layout itself
    X[n]=x.reshape(32,2,32,2,3).mean((1,3)).transpose(2,0,1).reshape(-1); cs.append(c)
mean=X.mean(0); X-=mean
w,v=np.linalg.eigh(X.T@X/N); basis=np.ascontiguousarray(v[:,::-1][:,:K].T).astype(np.float32)
code=X@basis.T
print('kept %.1f%% of the variance'%(100*w[::-1][:K].sum()/w.sum()))
np.savez('pca.npz',code=code,basis=basis,mean=mean); pickle.dump(cs,open('pr_c.pkl','wb'))
