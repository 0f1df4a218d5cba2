import json,os,re,numpy as np,pickle,collections
from PIL import Image
from text import words,Vocab
P='./'
e=json.load(open(P+'package/emoji.json')); d=json.load(open(P+'eb/package/en/data.json'))
k=lambda u:u.upper().replace('-FE0F','')
eb={k(x['hexcode']):x for x in d}
DROP={'country-flag','flag','subdivision-flag','keycap','alphanum','skin-tone','transport-sign','zodiac','gender','math','av-symbol','arrow','religion','family','currency'}
items=[];dropped=collections.Counter()
for x in e:
    sc=x['subcategory']; y=eb[k(x['unified'])]; lab=y['label'].lower()
    f=P+'package/img/google/64/'+x['image']
    if sc in DROP or not x['has_img_google'] or not os.path.exists(f): dropped[sc]+=1; continue
    if 'thirty' in lab or 'button' in lab or 'prohibited' in lab or lab.startswith('no ') or 'kiss:' in lab or 'couple with heart:' in lab or 'arrow' in lab and 'bow' not in lab and 'heart' not in lab: dropped[sc]+=1; continue
    im=Image.open(f).convert('RGBA')
    a=np.asarray(im)
    tags=[t for t in y.get('tags',[]) if re.search('[a-z]{2}',t.lower())]
    short=[s.replace('_',' ').replace('-',' ') for s in x['short_names']]
    flip=not re.search(r'left|right|clockwise|clock|letter|abc|input|calendar|hundred|text|soon|end|top|back|musical|question|exclam|dollar|euro|pound|yen|speak',lab) and sc not in('time',)
    items.append(dict(img=a,label=lab,tags=tags,short=short,cat=x['category'],sub=sc,flip=flip,file=x['image']))
print(len(items)); print(sum(dropped.values()),dict(dropped)); print(collections.Counter(i['cat'] for i in items))
COL='red orange yellow green cyan blue purple pink brown black white gray'.split()
ws=collections.Counter()
for it in items:
    for s in [it['label']]+it['tags']+it['short']: ws.update(set(words(s)))
for c in COL+['background','cute','sleepy']: ws[c]+=1
for c in COL: ws[c+'background']+=1
v=Vocab(sorted(ws)); print('vocab',len(v.list),'table',v.size())
# recolourable: dominant hue concentrated
import colorsys
def hsv(a):
    return np.asarray(Image.fromarray(a[...,:3]).convert('HSV')).astype(int)
n=0
for it in items:
    a=it['img'];h=hsv(a);w=(a[...,3]/255.)*(h[...,1]/255.)*(h[...,2]/255.)
    tot=w.sum()/max(1,(a[...,3]/255.).sum())
    ang=h[...,0]/256*2*np.pi
    z=(w*np.exp(1j*ang)).sum()/max(1e-6,w.sum())
    it['hue']=None
    if tot>.35 and abs(z)>.88 and it['cat'] in('Animals & Nature','Food & Drink','Travel & Places','Objects','Activities','Smileys & Emotion','Symbols'):
        it['hue']=float(np.angle(z)/(2*np.pi)%1);n+=1
print('recolourable',n)
pickle.dump(dict(items=items,vocab=v.list),open('data.pkl','wb'))
