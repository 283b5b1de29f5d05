import {journey} from '../lib/journey.mjs';
journey('K-1','keyboard',{hands:'keyboard',languages:['nl']},async({visitor})=>{const v=await visitor();await v.go('/');const p=v.page;
await v.hands.fill(p.getByLabel('n '),'hello');await v.hands.check(p.getByLabel('two'));await v.hands.select(p.getByLabel('s '),'Noot');await v.hands.check(p.getByLabel('cc'));await v.follow(p.getByRole('button'));});
journey('K-2','404',{languages:['nl']},async({visitor})=>{const v=await visitor();await v.page.goto(new URL('/x',  'http://127.0.0.1:1').href).catch(()=>{});await v.go('/nothing',404);});
