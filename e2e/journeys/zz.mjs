import {journey} from '../lib/journey.mjs';
import {signIn, signOut, mailTo} from '../lib/people.mjs';
journey('Z-1','sign in',{languages:['nl']},async({visitor,demo})=>{const v=await visitor();await signIn(v,'staff','Fatima El Amrani');await v.go('/manage');console.log(v.page.url());await signOut(v);
 const k=await visitor({hands:'keyboard'});await signIn(k,'learner','Sanne de Groot').catch(e=>console.log(e.message.slice(0,300)));
 console.log(await mailTo(demo,'tom.visser@post.example'));
});
