import { adam, crossEntropy, input, Model, mish, relu, resnet50, startTraining, trainingStep } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
const [act, opts] = [process.argv[3]==='mish'?mish:relu, JSON.parse(process.argv[4] ?? '{}')];
const model = new Model('training');
const logits = resnet50(model.root, input('x',[8,3,224,224]), {classes:3, activation:act, hidden: act===mish?[1024,512]:[]});
const step = trainingStep(model, crossEntropy(logits, input('y',[8],'int64')), adam({learningRate:1e-5}));
const rt = nodeRuntime({threads:2}); Object.assign(rt.options, opts);
const t = await startTraining(step, rt, {seed:1});
const rss=()=> (process.memoryUsage().rss/1e9).toFixed(2);
console.log('compiled', rss(), (process.resourceUsage().maxRSS*1024/1e9).toFixed(2));
const x = new Float32Array(8*3*224*224).map((_,i)=>Math.sin(i)); const y=[0,1,2,0,1,2,0,1];
for (let i=0;i<4;i++){const b=performance.now(); await t.step({x,y}); console.log(i, ((performance.now()-b)/1000).toFixed(2),'s rss', rss(), 'peak', (process.resourceUsage().maxRSS*1024/1e9).toFixed(2));}
await t.release();
