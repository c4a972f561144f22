/**
 * Lets a reader filter and sort the rows of a table. The page is whole without it: the field is hidden until it runs.
 * Numbers are sorted by `data-value` where a cell has one, and by their text otherwise.
 */
export const arrangeScript = `
const field=document.getElementById('filter');
const table=document.querySelector('table');
const body=table.tBodies[0];
const rows=[...body.rows].map(row=>({row,text:row.textContent.toLowerCase()}));
field.parentElement.hidden=false;
field.addEventListener('input',()=>{
const wanted=field.value.trim().toLowerCase().split(/\\s+/);
let shown=0;
for(const {row,text} of rows){row.hidden=!wanted.every(word=>text.includes(word));if(!row.hidden)shown+=1}
document.getElementById('shown').textContent=shown+' of '+rows.length+' shown';
});
const valueOf=(row,index)=>{const cell=row.cells[index];const text=cell.dataset.value??cell.textContent;const number=parseFloat(text);return Number.isNaN(number)?text:number};
const compare=(a,b)=>typeof a===typeof b?(a<b?-1:a>b?1:0):typeof a==='number'?-1:1;
for(const button of table.tHead.querySelectorAll('button'))button.addEventListener('click',()=>{
const head=button.parentElement;
const down=head.getAttribute('aria-sort')==='ascending';
for(const other of table.tHead.querySelectorAll('th'))other.removeAttribute('aria-sort');
head.setAttribute('aria-sort',down?'descending':'ascending');
const index=head.cellIndex;
const sorted=rows.map(({row})=>({row,value:valueOf(row,index)})).sort((a,b)=>compare(a.value,b.value)*(down?-1:1));
body.append(...sorted.map(({row})=>row));
});
`;

/** What the page's policy lets run: this script and no other. A test holds it to the text above. */
export const arrangeScriptHash = 'sha256-xFBPMkg2XU6m9QwvG8BTISE4QsQ+pZrcC4b5Fr9mrCE=';
