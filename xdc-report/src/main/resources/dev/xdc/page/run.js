/** Builds the page of a run. */
run();
at("charts").append(...charts(data.rows));
evaluation(data.evaluations);
clusters();
filters();
document.querySelectorAll("nav a").forEach(link => { link.hidden = document.querySelector(link.getAttribute("href")).hidden; });
document.documentElement.dataset.ready = "true";
performance.mark("ready");
